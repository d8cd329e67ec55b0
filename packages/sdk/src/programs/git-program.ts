import {OmeError} from '../errors.ts'
import {redact} from '../text.ts'
import {runProgram} from './program.ts'

export interface GitSurroundings {
  /** Copies of repositories lie in it. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  now(): Date
  /** A remote that says nothing for so long is given up. Default one minute. */
  readonly silenceMs?: number
}

export interface GitPlace {
  readonly cwd?: string
  /** It talks to the remote. */
  readonly remote?: boolean
  /** Files and index that are not the repository's own. */
  readonly tree?: string
  readonly index?: string
}

/** Runs git and gives what it printed. Throws `unreachable`, `conflict` and `failed`. */
export type Git = (words: readonly string[], place?: GitPlace) => Promise<string>

/** Git runs no programs that an address names, and never waits for a password nobody can type. */
const careful = {GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh', GIT_TERMINAL_PROMPT: '0'}
/** A file of the repository is no way out of it. */
const settings = ['-c', 'core.symlinks=false', '-c', 'gc.auto=0']
const quietSsh = 'ssh -o BatchMode=yes -o ConnectTimeout=20'

/** Git of this machine, with the person's own keys and helpers; see {@link Git} for what it throws. */
export function gitProgram({folder, env, signal, silenceMs = 60_000}: GitSurroundings): Git {
  return async (words, {cwd = folder, remote = false, tree, index} = {}) => {
    const own = {
      ...env,
      ...careful,
      ...(tree !== undefined && {GIT_WORK_TREE: tree, GIT_DIR: cwd}),
      ...(index !== undefined && {GIT_INDEX_FILE: index}),
      ...(remote && !hasOwnSsh(env) && {GIT_SSH_COMMAND: quietSsh}),
    }
    const typed = remote ? [words[0] ?? '', '--progress', ...words.slice(1)] : words
    const around = {cwd: tree ?? cwd, env: own, signal, ...(remote && {silenceMs})}
    const ended = await runProgram('git', [...settings, ...typed], around)
    if (!ended) throw new OmeError('failed', 'there is no git on PATH', ['install git'])
    const verb = words.find((word) => /^[a-z-]+$/.test(word) && !word.startsWith('-')) ?? ''
    if (ended.silent) throw silence(verb, silenceMs)
    if (ended.code === 0) return ended.out.trim()
    throw gitError(verb, ended.complaint)
  }
}

/** Somebody who named a way to connect keeps it. */
const hasOwnSsh = (env: GitSurroundings['env']): boolean =>
  env['GIT_SSH_COMMAND'] !== undefined || env['GIT_SSH'] !== undefined

const silence = (verb: string, ms: number): OmeError =>
  new OmeError('unreachable', `git ${verb}: the remote said nothing for ${Math.ceil(ms / 1000)} s`, [
    'try it by hand: git ls-remote URL',
  ])

const unreachable =
  /could not (resolve|read)|connection|timed out|permission denied|authentication failed|terminal prompts disabled|host key|repository .* (not found|does not exist)|does not appear to be|unable to access|early eof|the remote end hung up/i

function gitError(verb: string, complaint: string): OmeError {
  const lines = complaint.split(/[\n\r]/).map((line) => line.trim())
  const telling = lines.find((line) => /^(fatal|error|ERROR):? /.test(line)) ?? lines.find(Boolean) ?? 'failed'
  const message = `git ${verb}: ${telling.replace(/^(fatal|error|ERROR|remote): /, '')}`
  if (/\[rejected\]|non-fast-forward|fetch first/.test(complaint))
    return new OmeError('conflict', `git ${verb}: the branch has another commit by now`, [
      'somebody pushed meanwhile: run it again',
    ])
  return unreachable.test(complaint)
    ? new OmeError('unreachable', message, hintsFor(complaint))
    : new OmeError('failed', message)
}

const refusal = /permission denied|authentication failed|terminal prompts disabled|could not read (username|password)/i

/** What keeps git out keeps a person out, too: there it can be seen and mended. */
function hintsFor(complaint: string): readonly string[] {
  const [, url = 'URL'] = /'((?:[a-z]+:\/\/|[\w.-]+@)[^'\s]+)'/i.exec(complaint) ?? []
  return [
    ...(refusal.test(complaint)
      ? ['git asks for no password here: it takes a key of ssh, or a credential helper that knows one']
      : []),
    `see what git itself says: git ls-remote ${redact(url)}`,
  ]
}
