import assert from 'node:assert/strict'
import {fileURLToPath} from 'node:url'
import {build} from 'esbuild'

const bundle = async (entry: string): Promise<number> => {
  const {outputFiles} = await build({
    entryPoints: [fileURLToPath(new URL(`../src/${entry}.ts`, import.meta.url))],
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
  })
  return outputFiles.reduce((total, {contents}) => total + contents.length, 0)
}

describe('entry points', () => {
  for (const entry of ['ome', 'kaito', 'grove', 'related', 'kubernetes']) {
    it(`${entry} brings names alone, no schema`, async () => {
      assert.ok((await bundle(entry)) < 2_000)
    })
  }

  it('crd and core stay small enough to load at the start of a server', async () => {
    assert.ok((await bundle('crd')) < 150_000)
    assert.ok((await bundle('core')) < 100_000)
  })
})
