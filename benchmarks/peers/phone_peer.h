/* libphonenumber for a C program. */
#ifndef CRM_BENCHMARKS_PHONE_PEER_H
#define CRM_BENCHMARKS_PHONE_PEER_H

#ifdef __cplusplus
extern "C" {
#endif

/* Makes all that phone_bench compares; is the number valid? */
int phone_peer_valid(const char *typed, const char *region);

#ifdef __cplusplus
}
#endif

#endif
