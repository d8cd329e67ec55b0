import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {type Captured, capturedIo} from '@ome/sdk/captured-io'
import type {CommandRunner} from '@ome/sdk/command-runner'
import {foldersOf} from '../src/context/folders.ts'
import {bundleLoader} from '../src/launch/bundle-loader.ts'
import type {SharedModules} from '../src/launch/hand-over.ts'
import {commandRunner} from '../src/runner/command-runner.ts'
import {repository} from './launcher.ts'

export interface Done {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A runner of the built commands in this process, on a machine of its own. */
export class RunnerWorld {
  readonly home = mkdtempSync(join(tmpdir(), 'ome-runner-'))
  readonly runner: CommandRunner
  readonly interrupts: (() => void)[] = []
  readonly warnings: string[] = []

  constructor(env: Readonly<Record<string, string>> = {}, program = 'ome') {
    const dist = join(repository, 'packages/host/dist')
    const {load} = bundleLoader(undefined)
    const shared = (): SharedModules => load(join(dist, 'shared.cjs')) as SharedModules
    const {version} = JSON.parse(readFileSync(join(dist, '../package.json'), 'utf8'))
    const ignored = (): void => undefined
    const own = {PATH: process.env['PATH'], HOME: this.home, LANG: 'C.UTF-8', ...env}
    this.runner = commandRunner({
      launch: {dist, version, program, shared, load, ran: ignored, unusual: ignored},
      folders: foldersOf(own),
      env: own,
      cwd: this.home,
      program,
      spokenAs: [],
      divert: (listener) => {
        this.interrupts.push(listener)
        return () => void this.interrupts.pop()
      },
      warn: (text) => void this.warnings.push(text),
      process,
    })
  }

  write(path: string, text: string): string {
    const file = join(this.home, path)
    mkdirSync(join(file, '..'), {recursive: true})
    writeFileSync(file, text)
    return file
  }

  async run(line: string, signal = new AbortController().signal, captured: Captured = capturedIo()): Promise<Done> {
    const code = await this.runner.run(line.split(' ').filter(Boolean), {io: captured.io, signal})
    return {code, out: captured.out(), err: captured.err()}
  }

  [Symbol.dispose](): void {
    rmSync(this.home, {recursive: true, force: true})
  }
}
