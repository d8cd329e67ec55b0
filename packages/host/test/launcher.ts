import {spawn} from 'node:child_process'
import {createHash} from 'node:crypto'
import {once} from 'node:events'
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {emptyLock, withEntry, writeLock} from '@ome/installer/install/lock'

export const repository = resolve(import.meta.dirname, '../../..')
export const fixture = join(import.meta.dirname, 'fixtures', 'plugin-echo')

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A person's machine: an empty home folder with the fixture plugin installed, thrown away after the test. */
export class Machine {
  readonly home = mkdtempSync(join(tmpdir(), 'ome-launcher-'))
  readonly data = join(this.home, '.ome')

  constructor() {
    installFixture(this.data)
  }

  [Symbol.dispose](): void {
    rmSync(this.home, {recursive: true, force: true})
  }

  write(path: string, text: string): string {
    const file = join(this.home, path)
    mkdirSync(join(file, '..'), {recursive: true})
    writeFileSync(file, text)
    return file
  }

  read(path: string): string {
    return readFileSync(join(this.home, path), 'utf8')
  }

  start(
    words: readonly string[],
    {env = {}, node = process.execPath, program = join(repository, 'bin/ome'), cwd = this.home}: StartOptions = {},
  ) {
    return spawn(node, [program, ...words], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {PATH: process.env['PATH'], HOME: this.home, LANG: 'C.UTF-8', ...env},
    })
  }

  async run(words: string | readonly string[], options: StartOptions = {}): Promise<Ended> {
    const child = this.start(typeof words === 'string' ? words.split(' ').filter(Boolean) : words, options)
    const texts = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (texts[0] += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (texts[1] += text))
    const [code] = await once(child, 'close')
    return {code, out: texts[0] ?? '', err: texts[1] ?? ''}
  }
}

interface StartOptions {
  readonly env?: Record<string, string>
  readonly node?: string
  readonly program?: string
  readonly cwd?: string
}

/** Puts the built fixture into a store the way an installation leaves it. */
function installFixture(data: string): void {
  const folder = 'store/dev/@ome+plugin-echo/1.0.0-abababab'
  cpSync(fixture, join(data, folder), {recursive: true})
  const bundle = join(data, folder, 'dist/plugin.cjs')
  const found = statSync(bundle)
  const active = {
    registry: 'dev',
    serial: 1,
    version: '1.0.0',
    integrity: 'sha512-AA==',
    tree: 'ab'.repeat(32),
    folder,
    commands: ['echo fail', 'echo wait', 'echo words'],
    needs: 'cd'.repeat(32),
    bundle: {
      file: 'dist/plugin.cjs',
      size: found.size,
      mtimeMs: Math.floor(found.mtimeMs),
      sha256: createHash('sha256').update(readFileSync(bundle)).digest('hex'),
    },
    installedAt: '2026-09-02T10:00:00Z',
  }
  writeLock(
    data,
    withEntry(emptyLock, '@ome/plugin-echo', {channel: 'stable', pinned: false, enabled: true, active, previous: []}),
  )
}

/** Builds host and fixture; nothing happens when they are fresh. */
export async function built(): Promise<void> {
  const child = spawn(process.execPath, [join(repository, 'tools/build.ts'), 'host', fixture], {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error('the build failed')
}
