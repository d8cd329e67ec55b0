import {execFileSync, spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'

/** Whether this machine has tmux. */
export const hasTmux = (): boolean => spawnSync('tmux', ['-V']).error === undefined

export interface TmuxOptions {
  readonly width: number
  readonly height: number
  readonly env?: Readonly<Record<string, string>>
}

const patienceMs = 30_000

/** A real terminal, with keys to press and a screen to read. */
export class Tmux implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'ome-tmux-'))

  constructor(command: string, {width, height, env = {}}: TmuxOptions) {
    const variables = Object.entries({LANG: 'C.UTF-8', HOME: this.folder, ...env}).flatMap(([name, value]) => [
      '-e',
      `${name}=${value}`,
    ])
    this.#run('-f', '/dev/null', 'new-session', '-d', '-x', String(width), '-y', String(height), ...variables, command)
  }

  /** Keys by tmux's names: `Enter`, `Escape`, `C-c`, and what types itself. */
  press(...keys: readonly string[]): void {
    for (const key of keys) this.#run('send-keys', key)
  }

  type(text: string): void {
    this.#run('send-keys', '-l', text)
  }

  resize(width: number, height: number): void {
    this.#run('resize-window', '-x', String(width), '-y', String(height))
  }

  get screen(): string {
    return this.#run('capture-pane', '-p').trimEnd()
  }

  /** With the sequences that colour it. */
  get painted(): string {
    return this.#run('capture-pane', '-p', '-e')
  }

  /** Flags of the pane, such as `alternate_on`. */
  flag(name: string): string {
    return this.#run('display-message', '-p', `#{${name}}`).trim()
  }

  /** Puts a text in as a terminal pastes it. */
  paste(text: string): void {
    this.#run('set-buffer', '--', text)
    this.#run('paste-buffer', '-p', '-r')
  }

  /** The screen once it shows something; whatever is given happens while it is waited for. */
  async until(wanted: RegExp, meanwhile: () => Promise<void> = async () => undefined): Promise<string> {
    const end = performance.now() + patienceMs
    for (;;) {
      const {screen} = this
      if (wanted.test(screen)) return screen
      if (performance.now() > end) throw new Error(`no ${wanted} on the terminal, but:\n${screen}`)
      await meanwhile()
      await pause(30)
    }
  }

  #run(...words: readonly string[]): string {
    return execFileSync('tmux', ['-S', join(this.folder, 'socket'), ...words], {encoding: 'utf8', stdio: 'pipe'})
  }

  [Symbol.dispose](): void {
    this.#run('kill-server')
    rmSync(this.folder, {recursive: true, force: true})
  }
}
