import assert from 'node:assert/strict'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {joinSettings} from '../settings/settings.ts'
import {parseUserFile, readIfPresent} from '../settings/user-file.ts'
import {useNamespace} from './use-namespace.ts'

const kubeconfig = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'lab',
  clusters: [{name: 'lab', cluster: {server: 'https://lab'}}],
  contexts: [
    {name: 'lab', context: {cluster: 'lab', namespace: 'default'}},
    {name: 'prod', context: {cluster: 'lab'}},
  ],
})

describe('the namespace of a context', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ome-use-'))
    writeFileSync(join(folder, 'kubeconfig'), kubeconfig)
  })
  afterEach(() => rmSync(folder, {recursive: true}))

  const use = async (namespace: string, context?: string, variables = {}) => {
    const env = {HOME: folder, KUBECONFIG: join(folder, 'kubeconfig'), ...variables}
    const folders = {config: folder, data: folder, cache: folder}
    const path = join(folder, 'config.yaml')
    const settings = joinSettings({env, user: {path, values: await parseUserFile(path, readIfPresent(path) ?? '')}})
    return useNamespace({env, cwd: folder, folders, settings}, namespace, context === undefined ? {} : {context})
  }
  const written = () => readFileSync(join(folder, 'config.yaml'), 'utf8')

  it('is noted with the current one, and the kubeconfig stays', async () => {
    assert.deepEqual(await use('team-a'), {context: 'lab', from: 'default'})
    assert.match(written(), /- name: lab\n {4}cluster: lab\n {4}namespace: team-a\n/)
    assert.match(written(), /^current-context: lab$/m)
    assert.deepEqual(await use('team-b'), {context: 'lab', from: 'team-a'})
    assert.doesNotMatch(written(), /team-a/)
    assert.equal(readFileSync(join(folder, 'kubeconfig'), 'utf8'), kubeconfig)
  })

  it('is noted with the one that was named, beside others', async () => {
    await use('team-a')
    assert.deepEqual(await use('team-b', 'prod'), {context: 'prod'})
    assert.match(written(), /^current-context: lab$/m)
    assert.match(written(), /team-a[\s\S]*name: prod[\s\S]*team-b/)
  })

  it('says what wins over it', async () => {
    const {outrankedBy} = await use('team-a', undefined, {OME_NAMESPACE: 'mine'})
    assert.equal(outrankedBy, 'OME_NAMESPACE')
  })

  it('is refused without a context', async () => {
    writeFileSync(join(folder, 'kubeconfig'), '{}')
    await assert.rejects(use('team-a'), {kind: 'usage', message: 'there is no context to note a namespace with'})
  })
})
