/*
 * Size and offsets of every public struct on 64-bit systems, pinned at compile time. A struct may
 * only grow at its end; a change of any line below breaks programs that are already built.
 */
#include <crm/crm.h>

#include <stdio.h>

#define SIZE(type, bytes)                                                                          \
    _Static_assert(sizeof(void *) != 8 || sizeof(type) == (bytes), "size of " #type)
#define AT(type, member, bytes)                                                                    \
    _Static_assert(sizeof(void *) != 8 || offsetof(type, member) == (bytes),                       \
                   "place of " #type "." #member)

SIZE(crm_status, 4);

SIZE(crm_host, 56);
AT(crm_host, size, 0);
AT(crm_host, context, 8);
AT(crm_host, resize, 16);
AT(crm_host, now_us, 24);
AT(crm_host, random, 32);
AT(crm_host, log, 40);
AT(crm_host, progress, 48);

SIZE(struct ArrowSchema, 72);
AT(struct ArrowSchema, format, 0);
AT(struct ArrowSchema, name, 8);
AT(struct ArrowSchema, metadata, 16);
AT(struct ArrowSchema, flags, 24);
AT(struct ArrowSchema, n_children, 32);
AT(struct ArrowSchema, children, 40);
AT(struct ArrowSchema, dictionary, 48);
AT(struct ArrowSchema, release, 56);
AT(struct ArrowSchema, private_data, 64);

SIZE(struct ArrowArray, 80);
AT(struct ArrowArray, length, 0);
AT(struct ArrowArray, null_count, 8);
AT(struct ArrowArray, offset, 16);
AT(struct ArrowArray, n_buffers, 24);
AT(struct ArrowArray, n_children, 32);
AT(struct ArrowArray, buffers, 40);
AT(struct ArrowArray, children, 48);
AT(struct ArrowArray, dictionary, 56);
AT(struct ArrowArray, release, 64);
AT(struct ArrowArray, private_data, 72);

SIZE(struct ArrowArrayStream, 40);
AT(struct ArrowArrayStream, get_schema, 0);
AT(struct ArrowArrayStream, get_next, 8);
AT(struct ArrowArrayStream, get_last_error, 16);
AT(struct ArrowArrayStream, release, 24);
AT(struct ArrowArrayStream, private_data, 32);

SIZE(crm_column, 32);
AT(crm_column, name, 0);
AT(crm_column, label_en, 8);
AT(crm_column, label_zh, 16);
AT(crm_column, type, 24);
AT(crm_column, reserved, 28);

SIZE(crm_table_version, 24);
AT(crm_table_version, name, 0);
AT(crm_table_version, version, 8);
AT(crm_table_version, hash, 16);

SIZE(crm_error, 64);
AT(crm_error, status, 0);
AT(crm_error, message, 8);
AT(crm_error, entity, 16);
AT(crm_error, field, 24);
AT(crm_error, row, 32);
AT(crm_error, line, 40);
AT(crm_error, column, 48);
AT(crm_error, record_id, 56);

SIZE(crm_open_options, 56);
AT(crm_open_options, size, 0);
AT(crm_open_options, flags, 8);
AT(crm_open_options, cache_mib, 12);
AT(crm_open_options, busy_limit_us, 16);
AT(crm_open_options, time_zone, 24);
AT(crm_open_options, currency, 32);
AT(crm_open_options, region, 40);
AT(crm_open_options, vfs, 48);

SIZE(crm_transaction_options, 24);
AT(crm_transaction_options, size, 0);
AT(crm_transaction_options, attempts, 8);
AT(crm_transaction_options, idempotency_key, 16);

SIZE(crm_format_options, 32);
AT(crm_format_options, size, 0);
AT(crm_format_options, width, 8);
AT(crm_format_options, color, 12);
AT(crm_format_options, language, 16);
AT(crm_format_options, time_zone, 24);

SIZE(crm_save_options, 24);
AT(crm_save_options, size, 0);
AT(crm_save_options, key, 8);
AT(crm_save_options, on_match, 16);
AT(crm_save_options, dry_run, 20);

SIZE(crm_field_options, 72);
AT(crm_field_options, size, 0);
AT(crm_field_options, target, 8);
AT(crm_field_options, choices, 16);
AT(crm_field_options, label_en, 24);
AT(crm_field_options, label_zh, 32);
AT(crm_field_options, initial, 40);
AT(crm_field_options, size_limit, 48);
AT(crm_field_options, required, 52);
AT(crm_field_options, unique, 56);
AT(crm_field_options, indexed, 60);
AT(crm_field_options, searchable, 64);
AT(crm_field_options, pii, 68);

SIZE(crm_work_options, 32);
AT(crm_work_options, size, 0);
AT(crm_work_options, until_us, 8);
AT(crm_work_options, limit, 16);
AT(crm_work_options, partition_index, 24);
AT(crm_work_options, partition_count, 28);

SIZE(crm_work_report, 24);
AT(crm_work_report, done, 0);
AT(crm_work_report, failed, 8);
AT(crm_work_report, next_us, 16);

SIZE(crm_duplicates_options, 16);
AT(crm_duplicates_options, size, 0);
AT(crm_duplicates_options, partition_index, 8);
AT(crm_duplicates_options, partition_count, 12);

SIZE(crm_duplicates_report, 24);
AT(crm_duplicates_report, records, 0);
AT(crm_duplicates_report, found, 8);
AT(crm_duplicates_report, added, 16);

SIZE(crm_import_column, 24);
AT(crm_import_column, use, 16);

SIZE(crm_import_plan, 80);
AT(crm_import_plan, delimiter, 32);
AT(crm_import_plan, columns, 40);
AT(crm_import_plan, skipped_rows, 56);
AT(crm_import_plan, rejects_size, 64);
AT(crm_import_plan, rejects_header, 72);

SIZE(crm_import_reject, 48);
AT(crm_import_reject, text, 40);

SIZE(crm_import_options, 160);
AT(crm_import_options, input_size, 96);
AT(crm_import_options, on_match, 104);
AT(crm_import_options, context, 128);
AT(crm_import_options, rejected, 144);
AT(crm_import_options, rejects, 152);

SIZE(crm_import_report, 88);
AT(crm_import_report, rejects_size, 72);
AT(crm_import_report, replayed, 80);

SIZE(crm_export_options, 112);
AT(crm_export_options, size, 0);
AT(crm_export_options, entity, 8);
AT(crm_export_options, where, 16);
AT(crm_export_options, fields, 24);
AT(crm_export_options, sort, 32);
AT(crm_export_options, limit, 40);
AT(crm_export_options, query, 48);
AT(crm_export_options, path, 56);
AT(crm_export_options, format, 64);
AT(crm_export_options, bom, 68);
AT(crm_export_options, crlf, 72);
AT(crm_export_options, unguarded, 76);
AT(crm_export_options, delimiter, 80);
AT(crm_export_options, encoding, 88);
AT(crm_export_options, labels, 96);
AT(crm_export_options, partition_index, 104);
AT(crm_export_options, partition_count, 108);

SIZE(crm_copy_options, 24);
AT(crm_copy_options, size, 0);
AT(crm_copy_options, busy_limit_us, 8);
AT(crm_copy_options, batch_rows, 16);
AT(crm_copy_options, dry_run, 20);

SIZE(crm_export_report, 16);
AT(crm_export_report, rows, 0);
AT(crm_export_report, size, 8);
SIZE(crm_report_options, 56);
AT(crm_report_options, size, 0);
AT(crm_report_options, from_us, 8);
AT(crm_report_options, until_us, 16);
AT(crm_report_options, entity, 24);
AT(crm_report_options, field, 32);
AT(crm_report_options, owner_id, 40);
AT(crm_report_options, language, 48);

SIZE(crm_rfm_options, 64);
AT(crm_rfm_options, size, 0);
AT(crm_rfm_options, customer, 8);
AT(crm_rfm_options, time, 16);
AT(crm_rfm_options, amount, 24);
AT(crm_rfm_options, dates, 32);
AT(crm_rfm_options, cuts, 40);
AT(crm_rfm_options, at_us, 48);
AT(crm_rfm_options, method, 56);
AT(crm_rfm_options, bins, 60);

SIZE(crm_rfm_counts, 40);
AT(crm_rfm_counts, rows, 0);
AT(crm_rfm_counts, orders, 8);
AT(crm_rfm_counts, later, 16);
AT(crm_rfm_counts, rejected, 24);
AT(crm_rfm_counts, customers, 32);

SIZE(crm_lead_options, 48);
AT(crm_lead_options, size, 0);
AT(crm_lead_options, ids, 8);
AT(crm_lead_options, id_count, 16);
AT(crm_lead_options, where, 24);
AT(crm_lead_options, dry_run, 32);
AT(crm_lead_options, reserved, 36);
AT(crm_lead_options, partition_index, 40);
AT(crm_lead_options, partition_count, 44);

SIZE(crm_score_report, 32);
AT(crm_score_report, scored, 0);
AT(crm_score_report, changed, 8);
AT(crm_score_report, unscored, 16);
AT(crm_score_report, missing, 24);

SIZE(crm_cleanse_report, 56);
AT(crm_cleanse_report, scored, 0);
AT(crm_cleanse_report, qualified, 8);
AT(crm_cleanse_report, nurtured, 16);
AT(crm_cleanse_report, unchanged, 24);
AT(crm_cleanse_report, locked, 32);
AT(crm_cleanse_report, undecided, 40);
AT(crm_cleanse_report, tasks, 48);

SIZE(crm_convert_options, 80);
AT(crm_convert_options, size, 0);
AT(crm_convert_options, account, 8);
AT(crm_convert_options, contact, 12);
AT(crm_convert_options, opportunity, 16);
AT(crm_convert_options, dry_run, 20);
AT(crm_convert_options, account_id, 24);
AT(crm_convert_options, contact_id, 32);
AT(crm_convert_options, opportunity_id, 40);
AT(crm_convert_options, owner, 48);
AT(crm_convert_options, name, 56);
AT(crm_convert_options, amount, 64);
AT(crm_convert_options, stage, 72);

SIZE(crm_convert_result, 56);
AT(crm_convert_result, conversion, 0);
AT(crm_convert_result, account, 8);
AT(crm_convert_result, contact, 16);
AT(crm_convert_result, opportunity, 24);
AT(crm_convert_result, account_created, 32);
AT(crm_convert_result, contact_created, 36);
AT(crm_convert_result, opportunity_created, 40);
AT(crm_convert_result, reserved, 44);
AT(crm_convert_result, relinked, 48);

SIZE(crm_unconvert_result, 48);
AT(crm_unconvert_result, account, 0);
AT(crm_unconvert_result, contact, 8);
AT(crm_unconvert_result, opportunity, 16);
AT(crm_unconvert_result, account_kept, 24);
AT(crm_unconvert_result, contact_kept, 28);
AT(crm_unconvert_result, opportunity_kept, 32);
AT(crm_unconvert_result, reserved, 36);
AT(crm_unconvert_result, fields_kept, 40);
SIZE(crm_assign_options, 40);
AT(crm_assign_options, size, 0);
AT(crm_assign_options, leads, 8);
AT(crm_assign_options, lead_count, 16);
AT(crm_assign_options, pool_id, 24);
AT(crm_assign_options, dry_run, 32);
AT(crm_assign_options, reserved, 36);

SIZE(crm_alert_options, 56);
AT(crm_alert_options, size, 0);
AT(crm_alert_options, state, 8);
AT(crm_alert_options, account_id, 16);
AT(crm_alert_options, owner_id, 24);
AT(crm_alert_options, rule_id, 32);
AT(crm_alert_options, limit, 40);
AT(crm_alert_options, language, 48);

SIZE(crm_alert_run_options, 24);
AT(crm_alert_run_options, size, 0);
AT(crm_alert_run_options, language, 8);
AT(crm_alert_run_options, dry_run, 16);
AT(crm_alert_run_options, reserved, 20);

SIZE(crm_alert_report, 32);
AT(crm_alert_report, customers, 0);
AT(crm_alert_report, raised, 8);
AT(crm_alert_report, closed, 16);
AT(crm_alert_report, open, 24);

SIZE(crm_segment_options, 64);
AT(crm_segment_options, size, 0);
AT(crm_segment_options, as_of_us, 8);
AT(crm_segment_options, method, 16);
AT(crm_segment_options, bins, 20);
AT(crm_segment_options, dry_run, 24);
AT(crm_segment_options, least_orders, 28);
AT(crm_segment_options, cuts, 32);
AT(crm_segment_options, quadrants, 40);
AT(crm_segment_options, run_key, 48);
AT(crm_segment_options, partition_index, 56);
AT(crm_segment_options, partition_count, 60);

SIZE(crm_segment_report, 104);
AT(crm_segment_report, run, 0);
AT(crm_segment_report, customers, 8);
AT(crm_segment_report, changed, 16);
AT(crm_segment_report, left_out, 24);
AT(crm_segment_report, quadrants, 32);
AT(crm_segment_report, entered, 72);
AT(crm_segment_report, left, 80);
AT(crm_segment_report, alerts_raised, 88);
AT(crm_segment_report, alerts_closed, 96);

AT(crm_import_column, name, 0);
AT(crm_import_column, field, 8);
AT(crm_import_column, reserved, 20);
AT(crm_import_plan, entity, 0);
AT(crm_import_plan, format, 8);
AT(crm_import_plan, encoding, 16);
AT(crm_import_plan, encoding_certainty, 24);
AT(crm_import_plan, entity_guessed, 28);
AT(crm_import_plan, has_header, 36);
AT(crm_import_plan, column_count, 48);
AT(crm_import_reject, row, 0);
AT(crm_import_reject, line, 8);
AT(crm_import_reject, field, 16);
AT(crm_import_reject, reason, 24);
AT(crm_import_reject, header, 32);
AT(crm_import_options, size, 0);
AT(crm_import_options, name, 8);
AT(crm_import_options, entity, 16);
AT(crm_import_options, map, 24);
AT(crm_import_options, key, 32);
AT(crm_import_options, source, 40);
AT(crm_import_options, region, 48);
AT(crm_import_options, currency, 56);
AT(crm_import_options, time_zone, 64);
AT(crm_import_options, encoding, 72);
AT(crm_import_options, date_order, 80);
AT(crm_import_options, idempotency_key, 88);
AT(crm_import_options, references_must_exist, 108);
AT(crm_import_options, dry_run, 112);
AT(crm_import_options, resume, 116);
AT(crm_import_options, batch_rows, 120);
AT(crm_import_options, keep_ids, 124);
AT(crm_import_options, planned, 136);
AT(crm_import_report, run_id, 0);
AT(crm_import_report, rows, 8);
AT(crm_import_report, created, 16);
AT(crm_import_report, updated, 24);
AT(crm_import_report, duplicates, 32);
AT(crm_import_report, rejected, 40);
AT(crm_import_report, to_review, 48);
AT(crm_import_report, references_created, 56);
AT(crm_import_report, unfinished_rows, 64);

int main(void)
{
    puts("1..1");
    puts("ok 1 - public structs have the layout that programs were built with");
    return 0;
}
