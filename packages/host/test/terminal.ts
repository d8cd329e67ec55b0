import {spawn} from 'node:child_process'
import {once} from 'node:events'

/** A shell on a terminal of its own, with keys to press. */
export class Terminal {
  readonly #child
  readonly #ended
  #seen = ''
  #wake: () => void = () => undefined

  /** `script` of util-linux makes the terminal. */
  constructor(command: string, {cwd, env}: {readonly cwd: string; readonly env: Record<string, string>}) {
    this.#child = spawn('script', ['-qefc', `stty cols 120 rows 40; ${command}`, '/dev/null'], {cwd, env})
    this.#ended = once(this.#child, 'close')
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#seen += text
      this.#wake()
    })
    this.#child.on('close', () => this.#wake())
  }

  press(keys: string): void {
    this.#child.stdin.write(keys)
  }

  /** The first match in what is shown, which is taken away. Throws with the screen when it does not come. */
  async until(wanted: RegExp): Promise<RegExpExecArray> {
    let late = false
    const limit = setTimeout(() => {
      late = true
      this.#wake()
    }, 20_000)
    using _ = {[Symbol.dispose]: () => clearTimeout(limit)}
    for (;;) {
      const found = wanted.exec(plainText(this.#seen))
      if (found) {
        this.#seen = ''
        return found
      }
      if (late || this.#child.exitCode !== null)
        throw new Error(`no ${wanted} on the terminal, but:\n${plainText(this.#seen)}`)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** Leaves the shell as a person does: a killed one may still write its history. */
  async [Symbol.asyncDispose](): Promise<void> {
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), 10_000)
    this.press('\u0015exit\n')
    await this.#ended
    clearTimeout(limit)
  }
}

/** Without colours, movements and what tells the terminal its title. */
const plainText = (text: string): string =>
  text.replaceAll(/\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])|\r/g, '')
