"""Reads an Arrow IPC stream as far as a test needs it: column names, row count, texts and integers.

The framing and the flatbuffers follow the Arrow columnar format, version 1.0.
"""
import struct

UTF8, INT = 5, 2
SCHEMA, RECORD_BATCH = 1, 3


class Table:
    """A flatbuffers table."""

    def __init__(self, data, at):
        self.data, self.at = data, at
        self.fields = at - struct.unpack_from("<i", data, at)[0]
        self.size = struct.unpack_from("<H", data, self.fields)[0]

    def place(self, field):
        slot = 4 + 2 * field
        offset = struct.unpack_from("<H", self.data, self.fields + slot)[0] \
            if slot < self.size else 0
        return self.at + offset if offset else 0

    def number(self, field, form, otherwise=0):
        place = self.place(field)
        return struct.unpack_from(form, self.data, place)[0] if place else otherwise

    def follow(self, field):
        place = self.place(field)
        return place + struct.unpack_from("<I", self.data, place)[0]

    def table(self, field):
        return Table(self.data, self.follow(field))

    def text(self, field):
        at = self.follow(field)
        size = struct.unpack_from("<I", self.data, at)[0]
        return self.data[at + 4:at + 4 + size].decode()

    def tables(self, field):
        at = self.follow(field)
        for i in range(struct.unpack_from("<I", self.data, at)[0]):
            place = at + 4 + 4 * i
            yield Table(self.data, place + struct.unpack_from("<I", self.data, place)[0])

    def pairs(self, field):
        """A vector of structs of two 64-bit numbers."""
        at = self.follow(field)
        count = struct.unpack_from("<I", self.data, at)[0]
        return [struct.unpack_from("<qq", self.data, at + 4 + 16 * i) for i in range(count)]


def messages(data):
    """(header type, header, body) of each message; insists on the marks and the padding."""
    at = 0
    while True:
        mark, size = struct.unpack_from("<iI", data, at)
        assert mark == -1 and at % 8 == 0, f"no message at byte {at}"
        if size == 0:
            assert at + 8 == len(data), "bytes behind the end of the stream"
            return
        message = Table(data, at + 8 + struct.unpack_from("<I", data, at + 8)[0])
        body = at + 8 + size
        length = message.number(3, "<q")
        assert body % 8 == 0 and body + length <= len(data), "a body is cut short"
        yield message.number(1, "<B"), message.table(2), data[body:body + length]
        at = body + length


def column(kind, count, buffers, body):
    """The values of a column as far as they are texts or 64-bit integers, else None."""
    (validity, size), *rest = buffers
    known = [not size or body[validity + i // 8] >> i % 8 & 1 for i in range(count)]
    if kind == UTF8:
        offsets = struct.unpack_from(f"<{count + 1}i", body, rest[0][0]) if count else ()
        place = rest[1][0]
        values = [body[place + offsets[i]:place + offsets[i + 1]].decode() for i in range(count)]
    elif kind == INT and rest[0][1] >= 8 * count:
        values = struct.unpack_from(f"<{count}q", body, rest[0][0])
    else:
        return None
    return [value if valid else None for value, valid in zip(values, known)]


def read(data):
    """Column names, and a dictionary of columns by name with a list of values or None."""
    names, kinds, columns, rows = [], [], {}, 0
    for kind, header, body in messages(data):
        if kind == SCHEMA:
            fields = list(header.tables(1))
            names = [field.text(0) for field in fields]
            kinds = [field.number(2, "<B") for field in fields]
            columns = {name: [] for name in names}
            continue
        assert kind == RECORD_BATCH, kind
        count = header.number(0, "<q")
        buffers = header.pairs(2)
        for name, (nodes, _), column_kind in zip(names, header.pairs(1), kinds):
            assert nodes == count
            of_this = 3 if column_kind in (UTF8, 4) else 2
            values = column(column_kind, count, buffers[:of_this], body)
            buffers = buffers[of_this:]
            if values is None:
                columns[name] = None
            elif columns[name] is not None:
                columns[name] += values
        assert not buffers, "more buffers than columns need"
        rows += count
    return names, columns, rows
