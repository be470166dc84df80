/* CRM_API marks what the shared library exports; CRM_PRINTF lets compilers check formats. */
#ifndef CRM_EXPORT_H
#define CRM_EXPORT_H

#if defined(_WIN32)
#define CRM_API
#elif defined(__GNUC__)
#define CRM_API __attribute__((visibility("default")))
#else
#define CRM_API
#endif

#endif
