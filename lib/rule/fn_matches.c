/* matches(): patterns that stand in the rule were compiled with it, others are compiled here. */
#include "rule/evaluators.h"

#include "rule/regex.h"

EVALUATOR(matches)
{
    const struct regex *regex = NULL;
    for (const struct known_regex *known = evaluation->rule->regexes; known && !regex;
         known = known->next)
        if (crm__text_equal(known->pattern, args[1].text))
            regex = known->regex;
    if (!regex) {
        struct regex *made;
        const char *error;
        crm_status status = crm__regex_compile(evaluation->arena, args[1].text, &made, &error);
        if (status == CRM_E_NOMEM)
            evaluation->status = status;
        if (status < 0) {
            *out = crm__rule_error(error);
            return;
        }
        regex = made;
        crm__eval_charge(evaluation, regex->step_count * sizeof *regex->steps);
    }
    bool found = false;
    crm__eval_charge(evaluation, args[0].text.size * regex->step_count);
    if (evaluation->status >= 0)
        evaluation->status = crm__regex_search(regex, args[0].text, evaluation->arena, &found);
    *out = crm__rule_bool(found);
}
