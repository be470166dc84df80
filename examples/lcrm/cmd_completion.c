/* Completion in shells: the scripts, and what they ask. */
#include "commands.h"
#include "complete.h"

#include <string.h>

/* bash cuts words at = and :, so they are put together again, and answers are cut the same way. */
static const char bash_script[] =
    "_lcrm() {\n"
    "    local i w glue= n=0 line prefix\n"
    "    local -a words=()\n"
    "    for ((i = 1; i <= COMP_CWORD; i++)); do\n"
    "        w=${COMP_WORDS[i]}\n"
    "        if [[ $n -gt 0 && ( $glue || $w == [=:]* ) ]]; then\n"
    "            words[n-1]+=$w\n"
    "        else\n"
    "            words[n]=$w\n"
    "            n=$((n + 1))\n"
    "        fi\n"
    "        glue=\n"
    "        [[ $w == *[=:] ]] && glue=1\n"
    "    done\n"
    "    prefix=\n"
    "    w=${words[n-1]}\n"
    "    [[ $w == *[=:]* ]] && prefix=${w%\"${w##*[=:]}\"}\n"
    "    COMPREPLY=()\n"
    "    while IFS= read -r line; do\n"
    "        line=${line%%$'\\t'*}\n"
    "        COMPREPLY+=(\"${line#\"$prefix\"}\")\n"
    "    done < <(\"${COMP_WORDS[0]}\" completion words -- \"${words[@]}\" 2>/dev/null)\n"
    "    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=/] ]]; then\n"
    "        compopt -o nospace 2>/dev/null\n"
    "    fi\n"
    "}\n"
    "complete -o default -F _lcrm lcrm\n";

static const char zsh_script[] =
    "#compdef lcrm\n"
    "_lcrm() {\n"
    "    local line\n"
    "    local -a found open\n"
    "    while IFS= read -r line; do\n"
    "        line=${line%%$'\\t'*}\n"
    "        case $line in\n"
    "            *[=/]) open+=(\"$line\") ;;\n"
    "            *) found+=(\"$line\") ;;\n"
    "        esac\n"
    "    done < <(${words[1]} completion words -- \"${(@)words[2,CURRENT]}\" 2>/dev/null)\n"
    "    if (( ${#found} + ${#open} == 0 )); then\n"
    "        _files\n"
    "        return\n"
    "    fi\n"
    "    (( ${#found} )) && compadd -- \"${found[@]}\"\n"
    "    (( ${#open} )) && compadd -S '' -- \"${open[@]}\"\n"
    "}\n"
    "if [ \"$funcstack[1]\" = _lcrm ]; then _lcrm \"$@\"; else compdef _lcrm lcrm; fi\n";

static const char fish_script[] = "function __lcrm_words\n"
                                  "    set -l typed (commandline -opc) (commandline -ct)\n"
                                  "    $typed[1] completion words -- $typed[2..-1] 2>/dev/null\n"
                                  "end\n"
                                  "complete -c lcrm -f -a '(__lcrm_words)'\n"
                                  "complete -c lcrm -n 'test -z \"$(__lcrm_words)\"' -F\n";

static int completion_run(struct tool *tool)
{
    static const char *const names[] = {"bash", "zsh", "fish", "words"};
    static const char *const scripts[] = {bash_script, zsh_script, fish_script};
    const char *shell = tool->argument_count ? tool->arguments[0] : "";
    if (strcmp(shell, "words") == 0)
        return complete_words(tool, tool->arguments + 1, tool->argument_count - 1);
    if (tool->argument_count != 1)
        return tool_usage_error(tool, "say which shell: bash, zsh or fish",
                                "请指明 shell：bash、zsh 或 fish");
    for (int i = 0; i < 3; i++) {
        if (strcmp(shell, names[i]) == 0) {
            fputs(scripts[i], stdout);
            return EXIT_OK;
        }
    }
    int nearest = tool_nearest(shell, names, 3);
    if (nearest >= 0)
        return tool_usage_error(tool, "no completion for '%s'; did you mean '%s'?",
                                "没有“%s”的补全；是否指“%s”？", shell, names[nearest]);
    return tool_usage_error(tool, "no completion for '%s'; there are bash, zsh and fish",
                            "没有“%s”的补全；有 bash、zsh 与 fish", shell);
}

const struct command command_completion = {
    .name = "completion",
    .usage = "bash|zsh|fish",
    .summary_en = "a script that completes commands, options, entities and fields",
    .summary_zh = "输出命令行补全脚本",
    .examples = {"source <(lcrm completion bash)", "lcrm completion zsh"},
    .words = "bash|zsh|fish",
    .run = completion_run,
};
