"""Patterns over decimal digits as automata.

The metadata's patterns know digits, classes, groups, alternation, repeats and a closing '$'. Each is
compiled by hand so that every rule of the engine it was written for (first alternative wins) holds
and nothing else gets in.
"""
DIGITS = frozenset(range(10))


class Parser:
    """Recursive descent; a tree is ('set', digits) | ('cat', [tree]) | ('alt', [tree]) |
    ('repeat', tree, least, most) | ('group', number, tree) | ('end',)."""

    def __init__(self, pattern):
        self.text, self.at, self.groups = pattern, 0, 0
        self.tree = self.alternatives()
        if self.at != len(pattern):
            raise ValueError(f"pattern {pattern!r}: unexpected {pattern[self.at:]!r}")

    def take(self, wanted):
        if not self.text.startswith(wanted, self.at):
            return False
        self.at += len(wanted)
        return True

    def alternatives(self):
        branches = [self.sequence()]
        while self.take("|"):
            branches.append(self.sequence())
        return branches[0] if len(branches) == 1 else ("alt", branches)

    def sequence(self):
        items = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            items.append(self.repeated(self.atom()))
        return ("cat", items)

    def atom(self):
        if self.take("(?:"):
            return self.closed(self.alternatives())
        if self.take("("):
            self.groups += 1
            return ("group", self.groups, self.closed(self.alternatives()))
        if self.take(r"\d"):
            return ("set", DIGITS)
        if self.take("["):
            return ("set", self.members())
        if self.take("$"):
            return ("end",)
        digit = self.text[self.at]
        if digit not in "0123456789":
            raise ValueError(f"pattern {self.text!r}: unexpected {digit!r}")
        self.at += 1
        return ("set", frozenset([int(digit)]))

    def closed(self, tree):
        if not self.take(")"):
            raise ValueError(f"pattern {self.text!r}: ')' is missing")
        return tree

    def members(self):
        found = set()
        while not self.take("]"):
            if self.take(r"\d"):
                found |= DIGITS
                continue
            first = last = int(self.text[self.at])
            self.at += 1
            if self.take("-"):
                last = int(self.text[self.at])
                self.at += 1
            found |= set(range(first, last + 1))
        return frozenset(found)

    def repeated(self, tree):
        if self.take("?"):
            return ("repeat", tree, 0, 1)
        if self.take("{"):
            end = self.text.index("}", self.at)
            least, _, most = self.text[self.at:end].partition(",")
            self.at = end + 1
            return ("repeat", tree, int(least), int(most or least))
        return tree


class Machine:
    """Threads of a pattern, the preferred alternative first. An instruction is ('set', digits, to),
    ('split', [to]), ('mark', slot, to), ('end', to) or ('match',)."""

    def __init__(self, pattern):
        parser = Parser(pattern)
        self.groups = parser.groups
        self.code = [("match",)]
        self.start = self.emit(parser.tree, 0)

    def add(self, *instruction):
        self.code.append(instruction)
        return len(self.code) - 1

    def emit(self, tree, to):
        """Compiles backwards: where the tree begins that goes on at `to`."""
        kind = tree[0]
        if kind == "set":
            return self.add("set", tree[1], to)
        if kind == "end":
            return self.add("end", to)
        if kind == "cat":
            for item in reversed(tree[1]):
                to = self.emit(item, to)
            return to
        if kind == "alt":
            return self.add("split", [self.emit(branch, to) for branch in tree[1]])
        if kind == "group":
            inner = self.emit(tree[2], self.add("mark", 2 * tree[1] - 1, to))
            return self.add("mark", 2 * tree[1] - 2, inner)
        _, inner, least, most = tree
        past = to
        for _ in range(most - least):
            to = self.add("split", [self.emit(inner, to), past])
        for _ in range(least):
            to = self.emit(inner, to)
        return to

    def follow(self, threads, position, ends):
        """Threads at their next 'set' or 'match', the preferred one first; '$' holds if `ends`."""
        found, seen = [], set()
        stack = list(reversed(threads))
        while stack:
            at, marks = stack.pop()
            if (at, marks) in seen:
                continue
            seen.add((at, marks))
            instruction = self.code[at]
            if instruction[0] == "split":
                stack.extend((to, marks) for to in reversed(instruction[1]))
            elif instruction[0] == "mark":
                slot = instruction[1]
                changed = marks[:slot] + (position,) + marks[slot + 1:]
                stack.append((instruction[2], changed))
            elif instruction[0] == "end":
                if ends:
                    stack.append((instruction[1], marks))
            else:
                found.append((at, marks))
        return found

    def first(self):
        return [(self.start, (None,) * (2 * self.groups))]

    def step(self, threads, digit):
        return [(self.code[at][2], marks) for at, marks in threads
                if self.code[at][0] == "set" and digit in self.code[at][1]]


class Language:
    """Which whole strings match, or, as a prefix, which strings begin with a match."""

    def __init__(self, pattern, prefix=False):
        self.machine = Machine(pattern)
        if any(instruction[0] == "end" for instruction in self.machine.code):
            raise ValueError(f"pattern {pattern!r}: '$' is for prefixes")
        self.prefix = prefix
        self.numbers = {}
        self.sets = []
        self.edges = []
        self.start = self.number(self.closure([self.machine.start]))

    def closure(self, starts):
        found, stack = set(), list(starts)
        while stack:
            at = stack.pop()
            instruction = self.machine.code[at]
            if instruction[0] == "split":
                stack.extend(instruction[1])
            elif instruction[0] == "mark":
                stack.append(instruction[2])
            else:
                found.add(at)
        return frozenset(found)

    def number(self, states):
        if self.prefix and 0 in states:
            states = frozenset([0])
        if states not in self.numbers:
            self.numbers[states] = len(self.sets)
            self.sets.append(states)
            self.edges.append(None)
        return self.numbers[states]

    def accepts(self, state):
        return 0 in self.sets[state]

    def next(self, state):
        """Ten states, None where nothing can match any more."""
        if self.edges[state] is None:
            states = self.sets[state]
            if self.prefix and states == frozenset([0]):
                self.edges[state] = [state] * 10
            else:
                self.edges[state] = [self.after(states, digit) for digit in range(10)]
        return self.edges[state]

    def after(self, states, digit):
        code = self.machine.code
        reached = [code[at][2] for at in states if code[at][0] == "set" and digit in code[at][1]]
        states = self.closure(reached)
        return self.number(states) if states else None


def spans(pattern, length):
    """Where the groups of `pattern` lie in strings of `length` digits that it matches whole, as
    ((from, to), …): the same for all of them, or an error. None: it matches none."""
    machine = Machine(pattern)
    found = set()
    level = {tuple(machine.follow(machine.first(), 0, False))}
    for position in range(1, length + 1):
        level = {tuple(machine.follow(machine.step(threads, digit), position, position == length))
                 for threads in level for digit in range(10)} - {()}
    for threads in level:
        for at, marks in threads:
            if at == 0:
                found.add(marks)
                break
    if len(found) > 1:
        raise ValueError(f"pattern {pattern!r}: groups move within {length} digits")
    for marks in found:
        return [marks[2 * group:2 * group + 2] for group in range(machine.groups)]
    return None


class Prefix:
    """Strips what a pattern matches at the start, the first alternative winning. States are tuples
    of threads; `outcome(marks, end)` turns a match into what is to be done."""

    def __init__(self, pattern, outcome):
        self.machine = Machine(pattern)
        self.outcome = outcome
        self.start = self.state(self.machine.first(), 0)

    def state(self, threads, position):
        return (position, tuple(threads))

    def stops(self, state):
        """(what a match here does if digits follow, … if none follows); None: no match here."""
        position, threads = state
        found = []
        for ends in (False, True):
            done = None
            for at, marks in self.machine.follow(list(threads), position, ends):
                if at == 0:
                    done = self.outcome(marks, position)
                    break
            found.append(done)
        return tuple(found)

    def next(self, state):
        position, threads = state
        alive = []
        for at, marks in self.machine.follow(list(threads), position, False):
            if at == 0:
                break
            alive.append((at, marks))
        reached = [self.machine.step(alive, digit) for digit in range(10)]
        return [self.state(threads, position + 1) if threads else None for threads in reached]
