"""RFM of an order file by DuckDB: the peer of rfm_bench. Prints how many customers it scored."""
import sys

import duckdb

SCORES = """
WITH orders AS (
    SELECT customer_id, date_diff('day', max(date), DATE '2026-01-01') AS r, count(*) AS f,
        sum(amount) AS m
    FROM read_csv(?, header = true, columns = {'order_id': 'VARCHAR', 'customer_id': 'VARCHAR',
        'date': 'DATE', 'amount': 'DECIMAL(18,2)'})
    GROUP BY customer_id),
cuts AS (
    SELECT quantile_disc(r, [0.2, 0.4, 0.6, 0.8]) AS r, quantile_disc(f, [0.2, 0.4, 0.6, 0.8]) AS f,
        quantile_disc(m, [0.2, 0.4, 0.6, 0.8]) AS m
    FROM orders)
SELECT
    5 - (cuts.r[1] < orders.r)::INT - (cuts.r[2] < orders.r)::INT
        - (cuts.r[3] < orders.r)::INT - (cuts.r[4] < orders.r)::INT AS r,
    1 + (cuts.f[1] < orders.f)::INT + (cuts.f[2] < orders.f)::INT
        + (cuts.f[3] < orders.f)::INT + (cuts.f[4] < orders.f)::INT AS f,
    1 + (cuts.m[1] < orders.m)::INT + (cuts.m[2] < orders.m)::INT
        + (cuts.m[3] < orders.m)::INT + (cuts.m[4] < orders.m)::INT AS m,
    count(*)
FROM orders, cuts GROUP BY ALL
"""

rows = duckdb.connect().execute(SCORES, [sys.argv[1]]).fetchall()
print(sum(row[3] for row in rows))
