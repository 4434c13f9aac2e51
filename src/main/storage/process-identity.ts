import { readFileSync } from 'node:fs';

/** When a process started, in clock ticks since boot (Linux: field 22 of /proc/PID/stat); empty where the system does not tell. */
export function startTicks(pid: number): string {
  try {
    // The command name in field 2 may hold spaces and brackets: count from the last closing bracket.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** Which boot the ticks are counted from; empty where the system does not tell. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

/** Whether there is a process with this id, of whichever user. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is such a process, of another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
