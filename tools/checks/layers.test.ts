import assert from 'node:assert/strict'
import {spawnSync} from 'node:child_process'
import {cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** A tree of `plugin-a` and `plugin-b` in which one file imports another; gives what the check says about it. */
function cruise(from: string, to: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ome-layers-'))
  try {
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json']) cpSync(join(root, file), join(folder, file))
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(folder, path)), {recursive: true})
      writeFileSync(join(folder, path), text)
    }
    const isFile = to.startsWith('packages/')
    if (isFile) write(to, 'export const there = 1\n')
    const specifier = isFile ? `${'../'.repeat(from.split('/').length - 1)}${to}` : to
    write(from, `import * as there from '${specifier}'\nexport const here = there\n`)
    const result = spawnSync(
      process.execPath,
      [
        join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs'),
        'packages',
        '--config',
        '.dependency-cruiser.cjs',
        '--output-type',
        'err',
      ],
      {cwd: folder, encoding: 'utf8'},
    )
    return result.status === 0 ? 'fine' : result.stdout
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

const plugin = (path: string): string => `packages/plugin-a/src/${path}.ts`

describe('the layer check', () => {
  for (const [from, to, rule] of [
    [plugin('domain/price'), plugin('kube/price-store'), 'domain may import domain'],
    [plugin('domain/price'), 'node:fs', 'are pure'],
    [plugin('usecases/show'), plugin('views/price'), 'usecases may import'],
    [plugin('views/price'), plugin('kube/price-store'), 'views may import'],
    [plugin('kube/price-store'), plugin('usecases/show'), 'kube may import'],
    [plugin('commands/show'), plugin('kube/price-store'), 'commands may import'],
    [plugin('deploy/domain/price'), plugin('deploy/kube/price-store'), 'domain may import domain'],
    [plugin('kube/price-store'), 'packages/plugin-b/src/domain/price.ts', 'never a plugin or the host'],
    [plugin('kube/price-store'), 'packages/host/src/main.ts', 'never a plugin or the host'],
    ['packages/sdk/src/command.ts', 'packages/kinds/src/ome.ts', 'package sdk may import'],
    ['packages/sandbox/src/cluster.ts', 'packages/sdk/src/errors.ts', 'package sandbox may import'],
    ['packages/host/src/main.ts', 'packages/plugin-a/src/domain/price.ts', 'package host may import'],
    ['packages/sdk/src/prompt.ts', 'enquirer', 'heavy modules are loaded by import()'],
  ] as const) {
    it(`refuses ${from} → ${to}`, () => assert.match(cruise(from, to), new RegExp(rule.replace(/[()]/g, '\\$&'))))
  }

  for (const [from, to] of [
    [plugin('kube/price-store'), plugin('domain/price')],
    [plugin('compose'), plugin('kube/price-store')],
    [plugin('domain/price'), 'packages/capacity/src/prices.ts'],
    [plugin('commands/show'), 'packages/sdk/src/command.ts'],
  ] as const) {
    it(`allows ${from} → ${to}`, () => assert.equal(cruise(from, to), 'fine'))
  }
})
