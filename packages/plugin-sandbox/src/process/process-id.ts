import {execFile} from 'node:child_process'
import {readFile} from 'node:fs/promises'

/** When a process began, as its system tells it; undefined when there is no such process. */
export async function processStart(pid: number): Promise<string | undefined> {
  return process.platform === 'linux' ? await linuxStart(pid) : await psStart(pid)
}

async function linuxStart(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in brackets and may hold blanks; start time is the 20th after it, state the first.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined
    throw error
  }
}

function psStart(pid: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'lstart=', '-p', String(pid)], (error, out) => {
      resolve(error ? undefined : out.trim() || undefined)
    })
  })
}
