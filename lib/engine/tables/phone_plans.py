"""The numbering plans of all calling codes as one automaton over digits, with equal states shared."""
import re

from phone_pattern import Language, Prefix, spans

NSN_LIMIT = 17  # digits of the longest national number
TYPES = ("premium_rate", "toll_free", "shared_cost", "voip", "personal_number", "pager", "uan",
         "voicemail", "fixed_line", "mobile")
TYPE_NUMBERS = {"fixed_line": 1, "mobile": 2, "fixed_line_or_mobile": 3, "toll_free": 4,
                "premium_rate": 5, "shared_cost": 6, "voip": 7, "personal_number": 8, "pager": 9,
                "uan": 10, "voicemail": 11}
UNKNOWN = 0


class Numbered:
    """Numbers for values in the order they are first seen; the first one given is 0."""

    def __init__(self, *first):
        self.numbers, self.values = {}, []
        for value in first:
            self.of(value)

    def of(self, value):
        if value not in self.numbers:
            self.numbers[value] = len(self.values)
            self.values.append(value)
        return self.numbers[value]


class Plans:
    """Everything that the table holds, before it is packed."""

    def __init__(self, metadata_of, regions_of_codes):
        self.sink = (0, (0,) * 10)
        self.nodes = Numbered(self.sink)
        self.labels = Numbered((0, UNKNOWN, "", "", 0))
        self.moves = Numbered(None)
        self.stops = Numbered((None, None))
        self.codes, self.regions = [], []
        self.prefixes = {}
        for number in sorted(regions_of_codes):
            plans = [metadata_of(number, region) for region in regions_of_codes[number]]
            self.add_code(number, plans)

    def add_code(self, number, plans):
        root = Code(self, plans).root
        extension = plans[0].preferred_extn_prefix
        self.codes.append((number, root, len(self.regions), len(plans),
                           " ext. " if extension is None else extension))
        for bit, plan in enumerate(plans):
            general = plan.general_desc
            self.regions.append((
                number, plan.id, bit,
                self.prefix_root(plan.international_prefix, None),
                self.prefix_root(plan.national_prefix_for_parsing,
                                 plan.national_prefix_transform_rule),
                mask(general.possible_length), mask(general.possible_length_local_only)))

    def prefix_root(self, pattern, rule):
        if not pattern:
            return 0
        if (pattern, rule) not in self.prefixes:
            prefix = Prefix(pattern, lambda marks, end: move_of(rule, marks, end))
            self.prefixes[pattern, rule] = self.prefix_node(prefix, prefix.start, {})
        return self.prefixes[pattern, rule]

    def prefix_node(self, prefix, state, known):
        if state not in known:
            stops = prefix.stops(state)
            for move in stops:
                self.moves.of(move)
            children = tuple(self.prefix_node(prefix, to, known) if to else 0
                             for to in prefix.next(state))
            known[state] = self.nodes.of((self.stops.of(stops), children))
        return known[state]


def mask(lengths):
    return sum(1 << length for length in lengths)


def move_of(rule, marks, end):
    """(digits stripped, text put in front, digits kept from … to) for one way of matching."""
    if not rule or marks[-1] is None:
        return (end, "", 0, 0)
    literal, group = re.fullmatch(r"(\d*)\\(\d)", rule).groups()
    first, last = marks[2 * int(group) - 2:2 * int(group)]
    return (end, literal, first or 0, last or 0)


class Code:
    """The automaton of one calling code: a product of the languages of all its regions."""

    def __init__(self, owner, plans):
        self.owner, self.plans = owner, plans
        self.languages = Numbered()
        self.machines = []
        self.describe()
        self.templates = {}
        self.known = {}
        start = tuple((index, machine.start) for index, machine in enumerate(self.machines))
        self.root = self.node(start, 0)

    def language(self, pattern, prefix=False):
        index = self.languages.of((pattern, prefix))
        if index == len(self.machines):
            self.machines.append(Language(pattern, prefix))
        return index

    def described(self, description):
        """(language, mask of lengths) or None where no number is of the kind."""
        if description is None or not description.national_number_pattern:
            return None
        lengths = description.possible_length
        return (self.language(description.national_number_pattern),
                mask(length for length in lengths if length > 0) if lengths else ~0)

    def describe(self):
        self.rules = []
        for plan in self.plans:
            leading = plan.leading_digits and self.language(plan.leading_digits, True)
            kinds = [(kind, self.described(getattr(plan, kind))) for kind in TYPES]
            self.rules.append((self.described(plan.general_desc), leading, dict(kinds),
                               plan.same_mobile_and_fixed_line_pattern))
        main = self.plans[0]
        self.national = [self.format(form) for form in main.number_format]
        self.abroad = ([self.format(form) for form in main.intl_number_format]
                       if main.intl_number_format else self.national)

    def format(self, form):
        leading = form.leading_digits_pattern
        return (form, self.language(form.pattern),
                self.language(leading[-1], True) if leading else None)

    def node(self, states, depth):
        if not states:
            return 0
        if (states, depth) in self.known:
            return self.known[states, depth]
        label = self.owner.labels.of(self.label(states, depth))
        children = (0,) * 10
        if depth < NSN_LIMIT:
            steps = [(index, self.machines[index].next(state)) for index, state in states]
            children = tuple(
                self.node(tuple((index, to[digit]) for index, to in steps
                                if to[digit] is not None), depth + 1)
                for digit in range(10))
        elif any(to is not None for index, state in states
                 if not self.machines[index].prefix for to in self.machines[index].next(state)):
            raise ValueError(f"{self.plans[0].id}: a pattern is longer than {NSN_LIMIT} digits")
        self.known[states, depth] = self.owner.nodes.of((label, children))
        return self.known[states, depth]

    def label(self, states, depth):
        """(region, type, national template, international template, mask of general matches)"""
        matched = {index for index, state in states if self.machines[index].accepts(state)}
        types = [type_of(rule, matched, depth) for rule in self.rules]
        region, kind = 0, UNKNOWN
        if len(self.plans) == 1:
            kind = types[0]
        else:
            for bit, rule in enumerate(self.rules):
                if rule[1] in matched if rule[1] is not None else types[bit]:
                    region, kind = bit + 1, types[bit]
                    break
        general = sum(1 << bit for bit, rule in enumerate(self.rules)
                      if rule[0] and rule[0][0] in matched)
        return (region, kind, self.template(self.national, matched, depth, True),
                self.template(self.abroad, matched, depth, False), general)

    def template(self, forms, matched, depth, at_home):
        for form, whole, leading in forms:
            if whole in matched and (leading is None or leading in matched):
                key = (id(form), depth, at_home)
                if key not in self.templates:
                    self.templates[key] = template_of(form, depth, at_home)
                return self.templates[key]
        return ""


def type_of(rule, matched, depth):
    general, _, kinds, same = rule

    def matches(described):
        return bool(described) and described[0] in matched and described[1] >> depth & 1

    if not matches(general):
        return UNKNOWN
    for kind in TYPES[:-2]:
        if matches(kinds[kind]):
            return TYPE_NUMBERS[kind]
    if matches(kinds["fixed_line"]):
        both = same or matches(kinds["mobile"])
        return TYPE_NUMBERS["fixed_line_or_mobile" if both else "fixed_line"]
    return TYPE_NUMBERS["mobile"] if not same and matches(kinds["mobile"]) else UNKNOWN


TAKE, SEEK = 0, 0x80  # 1..17: copy so many digits; 0x80 + n: go on from digit n; else a character


def template_of(form, length, at_home):
    """The format of numbers of one length as text in which control characters copy digits."""
    text = form.format
    if at_home and form.national_prefix_formatting_rule:
        text = re.sub(r"(\\\d)", form.national_prefix_formatting_rule, text, count=1)
    groups = spans(form.pattern, length)
    out, at = [], 0
    for literal, group in re.findall(r"([^\\]+)|\\(\d)", text):
        if literal:
            if not literal.isascii() or min(literal) < " ":
                raise ValueError(f"format {text!r}: a character that no template can hold")
            out.append(literal)
            continue
        first, last = groups[int(group) - 1]
        if first is None or first == last:
            continue
        if first != at:
            out.append(chr(SEEK + first))
        out.append(chr(TAKE + last - first))
        at = last
    return "".join(out)
