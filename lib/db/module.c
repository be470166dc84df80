/* Loading a driver from a shared object. */
#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE /* dladdr */
#endif
#include "db/module.h"

#include <string.h>
#if !defined(_WIN32)
#include <dlfcn.h>
#include <unistd.h>
#endif

#if !defined(CRM_MODULE_FOLDER)
#define CRM_MODULE_FOLDER ""
#endif

#if defined(_WIN32)
crm_status crm__module_load(struct env *env, const char *name, const char *folder,
                            const struct db_driver **driver_out)
{
    (void)folder;
    *driver_out = NULL;
    return crm__fail(env, CRM_E_UNSUPPORTED, "no driver '%s' on this system", name);
}
#else

static crm_status load_from(struct env *env, struct text folder, const char *name,
                            const struct db_driver **driver_out);
static crm_status load(struct env *env, const char *path, const struct db_driver **driver_out);
static crm_status take_driver(struct env *env, void *object, const char *path,
                              const struct db_driver **driver_out);
static struct text own_folder(void);

crm_status crm__module_load(struct env *env, const char *name, const char *folder,
                            const struct db_driver **driver_out)
{
    *driver_out = NULL;
    struct text folders[] = {crm__text_of(folder), TEXT(CRM_MODULE_FOLDER)};
    if (!folder)
        folders[0] = own_folder();
    for (size_t i = 0; i < (folder ? 1 : 2); i++) {
        crm_status status = load_from(env, folders[i], name, driver_out);
        if (status != CRM_E_NOT_FOUND)
            return status;
    }
    return crm__fail(
        env, CRM_E_UNSUPPORTED,
        "no driver libcrm-%s.so in '%.*s'%s%s%s: build it (-D%s=enabled) and install it "
        "beside the library",
        name, (int)folders[0].size, folders[0].data, folder ? "" : " or '",
        folder ? "" : CRM_MODULE_FOLDER, folder ? "" : "'", name);
}

/* CRM_E_NOT_FOUND: nothing of that name lies there. */
static crm_status load_from(struct env *env, struct text folder, const char *name,
                            const struct db_driver **driver_out)
{
    /* A relative path would lead to the working directory, which anybody may have filled. */
    if (folder.size == 0 || folder.data[0] != '/')
        return crm__fail(env, CRM_E_NOT_FOUND, "driver folder '%.*s': an absolute path expected",
                         (int)folder.size, folder.data);
    struct buffer path;
    crm__buffer_init(&path, env);
    crm__buffer_format(&path, "%.*s/libcrm-%s.so", (int)folder.size, folder.data, name);
    crm_status status = crm__buffer_status(&path);
    if (status >= 0 && access(path.data, F_OK) != 0)
        status = crm__fail(env, CRM_E_NOT_FOUND, "no %s", path.data);
    if (status >= 0)
        status = load(env, path.data, driver_out);
    crm__buffer_free(&path);
    return status;
}

static crm_status load(struct env *env, const char *path, const struct db_driver **driver_out)
{
    void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!object)
        return crm__fail(env, CRM_E_UNSUPPORTED, "a driver cannot be loaded: %.400s", dlerror());
    crm_status status = take_driver(env, object, path, driver_out);
    dlclose(object); /* It stays loaded, for its code is in use. */
    return status;
}

static crm_status take_driver(struct env *env, void *object, const char *path,
                              const struct db_driver **driver_out)
{
    const struct db_module *module = dlsym(object, DB_MODULE_SYMBOL);
    if (!module)
        return crm__fail(env, CRM_E_UNSUPPORTED, "%.300s is no driver of this library", path);
    if (module->layout != DB_MODULE_LAYOUT || strcmp(module->version, CRM_VERSION) != 0)
        return crm__fail(env, CRM_E_UNSUPPORTED,
                         "driver %.300s was built for another libcrm than %s: install both of one "
                         "version",
                         path, CRM_VERSION);
    *driver_out = module->driver;
    return CRM_OK;
}

/* The folder of the object that holds this code, if its name says where it is. */
static struct text own_folder(void)
{
    static const char here = 0;
    Dl_info info;
    if (!dladdr(&here, &info) || !info.dli_fname)
        return TEXT_NONE;
    struct text path = crm__text_of(info.dli_fname);
    while (path.size > 0 && path.data[path.size - 1] != '/')
        path.size--;
    return path.size > 1 ? crm__text_slice(path, 0, path.size - 1) : path;
}
#endif
