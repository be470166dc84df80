"""A socket before a PostgreSQL server that tells what texts of SQL pass."""
import os
import re
import socket
import struct
import threading

SOCKET = ".s.PGSQL.5432"


class Proxy:
    def __init__(self, folder, uri):
        """Listens in `folder` for the server of the URI."""
        behind = re.search(r"host=([^&]*)", uri)[1]
        self.behind = os.path.join(behind, SOCKET)
        self.uri = uri.replace("host=" + behind, "host=" + folder)
        self.texts = []
        self.lock = threading.Lock()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(os.path.join(folder, SOCKET))
        self.listener.listen(8)
        threading.Thread(target=self.serve, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()

    def take(self):
        """The texts since the last question, in the order in which they came."""
        with self.lock:
            texts, self.texts = self.texts, []
        return texts

    def serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.behind)
            threading.Thread(target=self.pass_on, args=(server, client, None), daemon=True).start()
            threading.Thread(target=self.pass_on, args=(client, server, self.look),
                             daemon=True).start()

    def pass_on(self, source, target, look):
        """What comes from one side goes to the other, once it has been looked at."""
        rest, started = b"", False
        try:
            while data := source.recv(1 << 16):
                if look:
                    rest, started = look(rest + data, started)
                target.sendall(data)
        except OSError:
            pass
        for side in (source, target):
            try:
                side.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def look(self, data, started):
        """Takes whole messages; the first one of a connection has no type."""
        while True:
            head = 1 if started else 0
            if len(data) < head + 4:
                return data, started
            size = head + struct.unpack("!I", data[head:head + 4])[0]
            if len(data) < size:
                return data, started
            body = data[head + 4:size]
            text = None
            if started and data[:1] == b"Q":
                text = body.split(b"\0")[0]
            elif started and data[:1] == b"P":
                text = body.split(b"\0")[1]
            if text:
                with self.lock:
                    self.texts.append(text.decode())
            data, started = data[size:], True
