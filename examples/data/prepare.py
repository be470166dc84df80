"""Makes the files of this folder from the originals that README.md names.

    python3 examples/data/prepare.py CDNOW_master.txt bank-full.csv cn_leads.csv

The order history is rewritten as CSV: fixed-width columns become commas, dates become ISO dates,
nothing is dropped, rounded or reordered. The other two files are copied byte for byte. At the end
every file is compared with SHA256SUMS.
"""
import hashlib
import os
import re
import shutil
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
ROW = re.compile(r"\s*(\d{5})\s+(\d{4})(\d\d)(\d\d)\s+(\d+)\s+(\d+\.\d\d)\s*")


def write_orders(source, target):
    """CDNOW_master.txt: a line of column names, then customer, yyyymmdd, CDs, dollars."""
    with open(source, encoding="ascii") as lines, \
            open(target, "w", encoding="ascii", newline="\n") as out:
        next(lines)
        out.write("customer_id,date,cds,amount\n")
        for number, line in enumerate(lines, 2):
            row = ROW.fullmatch(line)
            if not row:
                sys.exit(f"{source}:{number}: not an order: {line.strip()}")
            customer, year, month, day, cds, amount = row.groups()
            out.write(f"{customer},{year}-{month}-{day},{cds},{amount}\n")


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def main():
    cdnow, bank, leads = sys.argv[1:4]
    write_orders(cdnow, os.path.join(FOLDER, "cdnow_orders.csv"))
    shutil.copyfile(bank, os.path.join(FOLDER, "bank_leads.csv"))
    shutil.copyfile(leads, os.path.join(FOLDER, "cn_leads.csv"))
    with open(os.path.join(FOLDER, "SHA256SUMS"), encoding="ascii") as sums:
        for line in sums:
            expected, name = line.split()
            if digest(os.path.join(FOLDER, name)) != expected:
                sys.exit(f"{name}: not the file that SHA256SUMS describes")
            print(f"{name}: ok")


if __name__ == "__main__":
    main()
