/*
 * What can come next on a command line: the shells' scripts ask `lcrm completion words`. Names of
 * entities, fields and choices come from the database in use; without one, from the standard
 * catalogue.
 *
 * A command's `words` says what its arguments are, one word each; "*" repeats the last one:
 * ENTITY, RECORD (entity/id), FIELD, FIELD= (field=value), TYPE, REPORT, FILE, or words such as
 * "add|remove". An option's value tells by its name in help: "en|zh", "ENTITY", "FIELD,…", "CEL".
 */
#define _POSIX_C_SOURCE 200809L

#include "complete.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

struct completing {
    struct tool *tool;
    const struct command *command;    /* NULL: it is the command that is being typed */
    const struct option_spec *option; /* whose value is being typed */
    const char *arguments[ARGUMENT_LIMIT];
    int argument_count; /* without the database */
    bool database_named;
    const char *current; /* the word being typed */
    char entity[64];     /* that the line is about */
};

/* A suggestion, if it goes on as the word begins. Shells that can show the description do. */
static void suggest(const struct completing *line, const char *kept, const char *word,
                    const char *end, const char *description)
{
    size_t kept_size = (size_t)(kept - line->current);
    if (strncmp(word, kept, strlen(kept)) != 0)
        return;
    printf("%.*s%s%s", (int)kept_size, line->current, word, end);
    if (description && *description)
        printf("\t%s", description);
    putchar('\n');
}

/* --- names from the catalogue --------------------------------------------------------------- */

static int column_named(crm_cursor *cursor, const char *name)
{
    for (int32_t i = 0; i < crm_cursor_column_count(cursor); i++) {
        if (strcmp(crm_cursor_column_name(cursor, i), name) == 0)
            return i;
    }
    return 0;
}

static const char *label_column(const struct completing *line)
{
    return tool_say(line->tool, "label_en", "label_zh");
}

static void suggest_entities(const struct completing *line, const char *end)
{
    crm_cursor *cursor;
    if (crm_schema_entities(line->tool->db, &cursor) < 0)
        return;
    int label = column_named(cursor, label_column(line));
    while (crm_cursor_next(cursor) == CRM_OK)
        suggest(line, line->current, crm_cursor_text(cursor, 0), end,
                crm_cursor_text(cursor, label));
    crm_cursor_free(cursor);
}

/* The entity that a reference leads to; false when the field is none. */
static bool reference_target(const struct completing *line, const char *field, size_t size,
                             char entity[64])
{
    crm_cursor *cursor;
    bool found = false;
    if (crm_schema_fields(line->tool->db, entity, &cursor) < 0)
        return false;
    int target = column_named(cursor, "target");
    while (!found && crm_cursor_next(cursor) == CRM_OK) {
        const char *name = crm_cursor_text(cursor, 0);
        found = strlen(name) == size && memcmp(name, field, size) == 0 &&
                !crm_cursor_is_null(cursor, target);
        if (found)
            snprintf(entity, 64, "%s", crm_cursor_text(cursor, target));
    }
    crm_cursor_free(cursor);
    return found;
}

/* Fields of the entity at the end of a path: "owner.team.na" goes on in team. */
static void suggest_fields(const struct completing *line, const char *kept, const char *end)
{
    crm_cursor *cursor;
    char entity[64];
    snprintf(entity, sizeof entity, "%s", *line->entity ? line->entity : "lead");
    for (const char *dot; (dot = strchr(kept, '.')) != NULL; kept = dot + 1) {
        if (!reference_target(line, kept, (size_t)(dot - kept), entity))
            return;
    }
    if (crm_schema_fields(line->tool->db, entity, &cursor) < 0)
        return;
    int label = column_named(cursor, label_column(line));
    while (crm_cursor_next(cursor) == CRM_OK)
        suggest(line, kept, crm_cursor_text(cursor, 0), end, crm_cursor_text(cursor, label));
    crm_cursor_free(cursor);
}

/* "a|b" or "a,b". */
static void suggest_listed(const struct completing *line, const char *kept, const char *list,
                           const char *separators)
{
    char word[128];
    while (*list) {
        size_t size = strcspn(list, separators);
        snprintf(word, sizeof word, "%.*s", (int)size, list);
        suggest(line, kept, word, "", NULL);
        list += size + (list[size] != '\0');
    }
}

/* What a field may hold, when that is a short list. */
static void suggest_values(const struct completing *line, const char *field, size_t size,
                           const char *kept)
{
    crm_cursor *cursor;
    if (crm_schema_fields(line->tool->db, *line->entity ? line->entity : "lead", &cursor) < 0)
        return;
    int choices = column_named(cursor, "choices");
    int type = column_named(cursor, "type");
    while (crm_cursor_next(cursor) == CRM_OK) {
        const char *name = crm_cursor_text(cursor, 0);
        if (strlen(name) != size || memcmp(name, field, size) != 0)
            continue;
        bool is_bool = strcmp(crm_cursor_text(cursor, type), "bool") == 0;
        suggest_listed(line, kept, is_bool ? "true,false" : crm_cursor_text(cursor, choices), ",");
    }
    crm_cursor_free(cursor);
}

static void suggest_assignment(const struct completing *line)
{
    const char *equals = strchr(line->current, '=');
    if (equals)
        suggest_values(line, line->current, (size_t)(equals - line->current), equals + 1);
    else
        suggest_fields(line, line->current, "=");
}

/* --- other names ---------------------------------------------------------------------------- */

static void suggest_reports(const struct completing *line)
{
    crm_cursor *cursor;
    if (crm_report_list(line->tool->db, &cursor) < 0)
        return;
    int label = column_named(cursor, label_column(line));
    while (crm_cursor_next(cursor) == CRM_OK)
        suggest(line, line->current, crm_cursor_text(cursor, 0), "",
                crm_cursor_text(cursor, label));
    crm_cursor_free(cursor);
}

static void suggest_users(const struct completing *line)
{
    crm_query *query;
    crm_cursor *cursor;
    if (crm_query_new(line->tool->db, "user", &query) < 0)
        return;
    crm_query_fields(query, "login,name");
    crm_query_limit(query, 100);
    if (crm_query_run(query, &cursor) >= 0) {
        while (crm_cursor_next(cursor) == CRM_OK)
            suggest(line, line->current, crm_cursor_text(cursor, 0), "",
                    crm_cursor_text(cursor, 1));
        crm_cursor_free(cursor);
    }
    crm_query_free(query);
}

static void suggest_databases(const struct completing *line)
{
    DIR *folder = opendir(".");
    if (!folder)
        return;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        size_t size = strlen(entry->d_name);
        if (size > 4 && strcmp(entry->d_name + size - 4, ".crm") == 0)
            suggest(line, line->current, entry->d_name, "", NULL);
    }
    closedir(folder);
}

static void suggest_commands(const struct completing *line)
{
    for (size_t i = 0; i < lcrm_command_count; i++)
        suggest(line, line->current, lcrm_commands[i]->name, "",
                tool_say(line->tool, lcrm_commands[i]->summary_en, lcrm_commands[i]->summary_zh));
}

static void suggest_options(const struct completing *line, const struct option_spec *specs)
{
    char name[80];
    for (; specs && specs->name; specs++) {
        snprintf(name, sizeof name, "--%s", specs->name);
        suggest(line, line->current, name, "",
                tool_say(line->tool, specs->help_en, specs->help_zh));
    }
}

/* --- the word being typed ------------------------------------------------------------------- */

/* A list or rule goes on behind its last separator. */
static const char *last_part(const char *word, const char *separators)
{
    const char *part = word;
    for (; *word; word++) {
        if (strchr(separators, *word))
            part = word + 1;
    }
    return part;
}

static void suggest_option_value(const struct completing *line)
{
    const char *value = line->option->value;
    if (strchr(value, '|'))
        suggest_listed(line, line->current, value, "|");
    else if (strcmp(value, "ENTITY") == 0)
        suggest_entities(line, "");
    else if (strcmp(value, "USER") == 0)
        suggest_users(line);
    else if (strstr(value, "FIELD") || strncmp(value, "M,", 2) == 0)
        suggest_fields(line, last_part(line->current, ",-=(:"), "");
    else if (strcmp(value, "CEL") == 0 && !strpbrk(line->current, "'\" "))
        suggest_fields(line, last_part(line->current, "!(&|<>=+-*/,"), "");
}

/* The word of `words` for argument `index`; empty when there is none. */
static void word_at(const char *words, int index, char word[64])
{
    *word = '\0';
    while (words && *words) {
        size_t size = strcspn(words, " ");
        bool repeats = words[size - 1] == '*';
        snprintf(word, 64, "%.*s", (int)(repeats ? size - 1 : size), words);
        if (index-- == 0 || repeats)
            return;
        words += size + (words[size] == ' ');
    }
    *word = '\0';
}

static const char field_types[] = "text,integer,decimal,money,bool,date,time,choice,choices,phone,"
                                  "email,url,reference,references,json";

static void suggest_argument(const struct completing *line)
{
    char word[64];
    word_at(line->command->words, line->argument_count, word);
    if (line->command->needs_database && line->argument_count == 0 && !line->database_named)
        suggest_databases(line);
    if (strcmp(word, "ENTITY") == 0)
        suggest_entities(line, "");
    else if (strcmp(word, "RECORD") == 0 && !strchr(line->current, '/'))
        suggest_entities(line, "/");
    else if (strcmp(word, "FIELD") == 0)
        suggest_fields(line, line->current, "");
    else if (strcmp(word, "FIELD=") == 0)
        suggest_assignment(line);
    else if (strcmp(word, "TYPE") == 0)
        suggest_listed(line, line->current, field_types, ",");
    else if (strcmp(word, "REPORT") == 0)
        suggest_reports(line);
    else if (strchr(word, '|') || (*word >= 'a' && *word <= 'z'))
        suggest_listed(line, line->current, word, "|");
}

/* --- the words before it -------------------------------------------------------------------- */

static const struct option_spec *option_named(const struct completing *line, const char *name)
{
    const struct option_spec *lists[] = {line->command ? line->command->options : NULL,
                                         lcrm_global_options};
    for (int i = 0; i < 2; i++) {
        for (const struct option_spec *spec = lists[i]; spec && spec->name; spec++) {
            if (strcmp(spec->name, name) == 0)
                return spec;
        }
    }
    return NULL;
}

static void command_take(struct completing *line, const char *word)
{
    for (size_t i = 0; i < lcrm_command_count; i++) {
        if (strcmp(lcrm_commands[i]->name, word) == 0)
            line->command = lcrm_commands[i];
    }
}

/* An argument says which entity the line is about: "lead", or "lead/12". */
static void argument_take(struct completing *line, const char *word)
{
    char kind[64];
    if (line->command->needs_database && line->argument_count == 0 && !line->database_named &&
        tool_is_database(word)) {
        line->tool->database = word;
        line->database_named = true;
        return;
    }
    word_at(line->command->words, line->argument_count, kind);
    if (strcmp(kind, "ENTITY") == 0 || strcmp(kind, "RECORD") == 0)
        snprintf(line->entity, sizeof line->entity, "%.*s", (int)strcspn(word, "/"), word);
    line->arguments[line->argument_count++] = word;
}

static void option_take(struct completing *line, const char *word)
{
    const struct option_spec *spec = option_named(line, word + 2);
    line->option = spec && spec->value ? spec : NULL;
}

static void value_take(struct completing *line, const char *word)
{
    const char *kind = line->option->value;
    if (strcmp(kind, "ENTITY") == 0)
        snprintf(line->entity, sizeof line->entity, "%s", word);
    line->option = NULL;
}

int complete_words(struct tool *tool, const char *const *words, int count)
{
    struct completing line = {.tool = tool, .current = count ? words[count - 1] : ""};
    for (int i = 0; i + 1 < count; i++) {
        if (line.option)
            value_take(&line, words[i]);
        else if (strncmp(words[i], "--", 2) == 0)
            option_take(&line, words[i]);
        else if (line.command)
            argument_take(&line, words[i]);
        else
            command_take(&line, words[i]);
    }
    if (!tool_open_to_look(tool))
        return EXIT_OK;
    if (line.option) {
        suggest_option_value(&line);
    } else if (strncmp(line.current, "-", 1) == 0) {
        suggest_options(&line, line.command ? line.command->options : NULL);
        suggest_options(&line, lcrm_global_options);
    } else if (line.command) {
        suggest_argument(&line);
    } else {
        suggest_commands(&line);
    }
    return EXIT_OK;
}
