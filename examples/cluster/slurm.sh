#!/bin/sh
#SBATCH --job-name=crm-night
#SBATCH --array=1-8%4
#SBATCH --cpus-per-task=1
#SBATCH --mem=512M
#SBATCH --requeue
#
# The night's jobs of libcrm as an array of Slurm, four parts at a time; the array's number is the
# common key of its segment run.
#
#     LCRM_DB='postgresql://crm@db.example.com/shop?schema=acme' sbatch examples/cluster/slurm.sh
#
# A part that found the database busy, or lost its connection, is put back into the queue; it goes
# on where it was.
set -eu
part=$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT

again_when_busy() {
    status=0
    "$@" || status=$?
    if [ "$status" -eq 5 ]; then
        scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
    fi
    return "$status"
}

again_when_busy lcrm score --partition "$part"
again_when_busy lcrm dupes --scan lead --partition "$part" --quiet
again_when_busy lcrm segment run --key "$SLURM_ARRAY_JOB_ID" --partition "$part"
