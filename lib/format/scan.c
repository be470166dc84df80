/* Scanning 64 bytes at a time: compare, gather a bit a byte, and list the bits. */
#include "format/scan.h"

#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { BLOCK = 64 };

typedef uint64_t (*block_mask)(const char *bytes, char delimiter);

static inline size_t scan(const char *bytes, size_t size, char delimiter, uint32_t base,
                          uint32_t *marks, block_mask mask_of);
static inline uint64_t portable_mask(const char *bytes, char delimiter);

size_t crm__scan_marks_portable(const char *bytes, size_t size, char delimiter, uint32_t base,
                                uint32_t *marks)
{
    return scan(bytes, size, delimiter, base, marks, portable_mask);
}

#if defined(__SSE2__)

static inline uint64_t vector_mask(const char *bytes, char delimiter)
{
    const __m128i wanted[4] = {_mm_set1_epi8(delimiter), _mm_set1_epi8('"'), _mm_set1_epi8('\n'),
                               _mm_set1_epi8('\r')};
    uint64_t mask = 0;
    for (unsigned part = 0; part < BLOCK / 16; part++) {
        const void *at = bytes + (size_t)part * 16;
        __m128i block = _mm_loadu_si128(at);
        __m128i found = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(block, wanted[0]), _mm_cmpeq_epi8(block, wanted[1])),
            _mm_or_si128(_mm_cmpeq_epi8(block, wanted[2]), _mm_cmpeq_epi8(block, wanted[3])));
        mask |= (uint64_t)(unsigned)_mm_movemask_epi8(found) << (part * 16);
    }
    return mask;
}

size_t crm__scan_marks(const char *bytes, size_t size, char delimiter, uint32_t base,
                       uint32_t *marks)
{
    return scan(bytes, size, delimiter, base, marks, vector_mask);
}

#else

size_t crm__scan_marks(const char *bytes, size_t size, char delimiter, uint32_t base,
                       uint32_t *marks)
{
    return scan(bytes, size, delimiter, base, marks, portable_mask);
}

#endif

static inline unsigned lowest_bit(uint64_t mask)
{
#if defined(__GNUC__)
    return (unsigned)__builtin_ctzll(mask);
#else
    unsigned bit = 0;
    while (!(mask >> bit & 1))
        bit++;
    return bit;
#endif
}

/* `mask_of` is a constant in every caller, so it is inlined. */
static inline size_t scan(const char *bytes, size_t size, char delimiter, uint32_t base,
                          uint32_t *marks, block_mask mask_of)
{
    uint32_t *next = marks;
    size_t i = 0;
    for (; i + BLOCK <= size; i += BLOCK)
        for (uint64_t mask = mask_of(bytes + i, delimiter); mask; mask &= mask - 1)
            *next++ = base + (uint32_t)i + lowest_bit(mask);
    if (i < size) {
        char last[BLOCK] = {0};
        memcpy(last, bytes + i, size - i);
        for (uint64_t mask = mask_of(last, delimiter); mask; mask &= mask - 1)
            *next++ = base + (uint32_t)i + lowest_bit(mask);
    }
    return (size_t)(next - marks);
}

#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

/* 0x80 in each byte of the word that equals the wanted one; exact, nothing carries over. */
static inline uint64_t equal_bytes(uint64_t word, uint64_t wanted)
{
    uint64_t difference = word ^ wanted;
    uint64_t low = (difference & EACH_BYTE(0x7f)) + EACH_BYTE(0x7f);
    return ~(low | difference | EACH_BYTE(0x7f));
}

/* Byte 0 in the lowest bits on every machine. */
static inline uint64_t word_at(const char *bytes)
{
    uint64_t word = 0;
    for (unsigned i = 0; i < 8; i++)
        word |= (uint64_t)(uint8_t)bytes[i] << (8 * i);
    return word;
}

static inline uint64_t portable_mask(const char *bytes, char delimiter)
{
    uint64_t mask = 0;
    uint64_t wanted = EACH_BYTE((uint64_t)(uint8_t)delimiter);
    for (unsigned part = 0; part < BLOCK / 8; part++) {
        uint64_t word = word_at(bytes + (size_t)part * 8);
        uint64_t found = equal_bytes(word, wanted) | equal_bytes(word, EACH_BYTE('"')) |
                         equal_bytes(word, EACH_BYTE('\n')) | equal_bytes(word, EACH_BYTE('\r'));
        /* The product gathers the eight flags in its top byte. */
        uint64_t bits = (found >> 7) * UINT64_C(0x0102040810204080) >> 56;
        mask |= bits << (part * 8);
    }
    return mask;
}
