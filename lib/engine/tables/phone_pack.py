"""The automaton packed for C and for files."""
import struct
from collections import Counter

MAGIC, FORMAT = b"crmphone", 1
NO_ROW = 0xFFFF
SECTIONS = ("nodes", "edges", "labels", "stops", "moves", "plans", "codes", "code_index",
            "region_index")
MASK64 = (1 << 64) - 1


class Texts:
    """Strings one after another, each closed by a NUL; the empty one stands at 0."""

    def __init__(self):
        self.bytes = bytearray(b"\0")
        self.offsets = {"": 0}

    def of(self, text):
        if text not in self.offsets:
            self.offsets[text] = len(self.bytes)
            self.bytes += text.encode("latin-1") + b"\0"
        return self.offsets[text]


def halves(number):
    return (number & 0xFFFF, number >> 16)


def letters(region):
    return 0 if region == "001" else ord(region[0]) << 8 | ord(region[1])


class Packed:
    """Rows of 16-bit numbers by section, and the texts that they point into."""

    def __init__(self, plans, version):
        self.version = version
        self.texts = Texts()
        text = self.texts.of
        self.nodes, self.edges = comb(plans.nodes.values)
        self.labels = [(region, kind, text(home), text(abroad), *halves(general))
                       for region, kind, home, abroad, general in plans.labels.values]
        self.stops = [(plans.moves.of(going), plans.moves.of(ended))
                      for going, ended in plans.stops.values]
        self.moves = [(move[0], text(move[1]), move[2], move[3]) if move else (0, 0, 0, 0)
                      for move in plans.moves.values]
        self.plans = [(number, letters(region), bit, abroad, home, *halves(lengths), *halves(local))
                      for number, region, bit, abroad, home, lengths, local in plans.regions]
        self.codes = [(number, root, first, count, text(extension))
                      for number, root, first, count, extension in plans.codes]
        self.code_index = index(1000, ((code[0], at) for at, code in enumerate(self.codes)))
        self.region_index = index(26 * 26, ((slot(region), at) for at, (_, region, *_)
                                            in enumerate(plans.regions) if region != "001"))

    def rows(self):
        return [getattr(self, name) for name in SECTIONS]

    def file(self):
        body = struct.pack("<16s", self.version.encode())
        body += struct.pack("<10I", *(len(rows) for rows in self.rows()), len(self.texts.bytes))
        for rows in self.rows():
            cells = [cell for row in rows for cell in row]
            body += struct.pack(f"<{len(cells)}H", *cells)
        body += bytes(self.texts.bytes)
        return MAGIC + struct.pack("<IIQ", FORMAT, 24 + len(body), xxh64(body)) + body


def slot(region):
    return (ord(region[0]) - 65) * 26 + ord(region[1]) - 65


def index(size, entries):
    """1 + where each is found; 0: nowhere. The first one given wins."""
    rows = [0] * size
    for place, at in entries:
        rows[place] = rows[place] or at + 1
    return [(row,) for row in rows]


def comb(nodes):
    """Rows of exceptions to each node's usual successor, laid into one another's gaps."""
    rows = []
    exceptions = []
    for number, (label, children) in enumerate(nodes):
        usual = Counter(children).most_common(1)[0][0]
        rows.append([NO_ROW, usual, label])
        others = [(digit, to) for digit, to in enumerate(children) if to != usual]
        if others:
            exceptions.append((number, others))
    exceptions.sort(key=lambda item: (-len(item[1]), item[0]))
    edges, free = {}, 0
    for number, others in exceptions:
        base = max(0, free - others[0][0])
        while any(base + digit in edges for digit, _ in others):
            base += 1
        for digit, to in others:
            edges[base + digit] = (number, to)
        rows[number][0] = base
        while free in edges:
            free += 1
    size = max(edges) + 10
    return [tuple(row) for row in rows], [edges.get(at, (NO_ROW, 0)) for at in range(size)]


def rotated(number, by):
    return (number << by | number >> 64 - by) & MASK64


P1, P2, P3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
P4, P5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5


def xxh_round(lane, word):
    return rotated((lane + word * P2) & MASK64, 31) * P1 & MASK64


def xxh64(data):
    """XXH64 with seed 0, as `xxhsum -H64` has it."""
    at = 0
    if len(data) >= 32:
        lanes = [(P1 + P2) & MASK64, P2, 0, -P1 & MASK64]
        while at + 32 <= len(data):
            words = struct.unpack_from("<4Q", data, at)
            lanes = [xxh_round(lane, word) for lane, word in zip(lanes, words)]
            at += 32
        sum_ = sum(rotated(lane, by) for lane, by in zip(lanes, (1, 7, 12, 18))) & MASK64
        for lane in lanes:
            sum_ = ((sum_ ^ xxh_round(0, lane)) * P1 + P4) & MASK64
    else:
        sum_ = P5
    sum_ = (sum_ + len(data)) & MASK64
    while at + 8 <= len(data):
        word, = struct.unpack_from("<Q", data, at)
        sum_ = (rotated(sum_ ^ xxh_round(0, word), 27) * P1 + P4) & MASK64
        at += 8
    if at + 4 <= len(data):
        word, = struct.unpack_from("<I", data, at)
        sum_ = (rotated(sum_ ^ word * P1 & MASK64, 23) * P2 + P3) & MASK64
        at += 4
    for octet in data[at:]:
        sum_ = rotated(sum_ ^ octet * P5 & MASK64, 11) * P1 & MASK64
    sum_ = (sum_ ^ sum_ >> 33) * P2 & MASK64
    sum_ = (sum_ ^ sum_ >> 29) * P3 & MASK64
    return sum_ ^ sum_ >> 32
