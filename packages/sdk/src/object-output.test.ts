import assert from 'node:assert/strict'
import type {Io} from './context.ts'
import type {KubeObject, Table} from './kube.ts'
import {objectName, renderObjects, renderTable} from './object-output.ts'

function printed(print: (io: Io) => void): string {
  let out = ''
  const write = (text: string): void => {
    out += text
  }
  const io: Partial<Io> = {out: write, err: write, isTTY: false, colour: false, unicode: true, width: 80}
  print(io as Io)
  return out
}

const pod: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name: 'a', namespace: 'x', managedFields: []},
  spec: {n: 1},
}
const deployment: KubeObject = {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'b', namespace: 'x'}}

describe('cluster objects', () => {
  it('are one document, or a List as kubectl prints it', () => {
    assert.equal(
      printed((io) => renderObjects([pod], {io, output: 'json', single: true})),
      `${JSON.stringify({apiVersion: 'v1', kind: 'Pod', metadata: {name: 'a', namespace: 'x'}, spec: {n: 1}}, undefined, 4)}\n`,
    )
    assert.deepEqual(JSON.parse(printed((io) => renderObjects([], {io, output: 'json', single: false}))), {
      apiVersion: 'v1',
      items: [],
      kind: 'List',
      metadata: {resourceVersion: ''},
    })
    const yaml = printed((io) => renderObjects([deployment], {io, output: 'yaml', single: true}))
    assert.equal(yaml, 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: b\n  namespace: x\n')
  })

  it('have names with their group', () => {
    assert.deepEqual([objectName(pod), objectName(deployment)], ['pod/a', 'deployment.apps/b'])
    assert.equal(
      printed((io) => renderObjects([pod, deployment], {io, output: 'name', single: false})),
      'pod/a\ndeployment.apps/b\n',
    )
  })

  it('fill templates and columns', () => {
    const show = (output: string): string =>
      printed((io) => renderObjects([pod, deployment], {io, output, single: false}))
    assert.equal(show('jsonpath={range .items[*]}{.metadata.name};{end}'), 'a;b;')
    assert.equal(show('custom-columns=NAME:.metadata.name,N:.spec.n'), 'NAME   N\na      1\nb      <none>\n')
  })
})

describe("the server's table", () => {
  const table: Table = {
    columns: [
      {name: 'Name', type: 'string', format: 'name', priority: 0},
      {name: 'Ready', type: 'string', priority: 0},
      {name: 'Node', type: 'string', priority: 1},
    ],
    rows: [
      {cells: ['a', 2, 'n1'], object: pod},
      {cells: ['b\u001b[2J', null, 'n2'], object: deployment},
    ],
  }

  it('leaves absent cells empty and shows columns of low priority only when wide', () => {
    assert.equal(
      printed((io) => renderTable(table, {io})),
      'NAME   READY\na      2\nb\n',
    )
    assert.equal(
      printed((io) => renderTable(table, {io, wide: true})),
      'NAME   READY   NODE\na      2       n1\nb              n2\n',
    )
  })

  it('can have namespaces, prefixes and no header', () => {
    assert.equal(printed((io) => renderTable(table, {io, allNamespaces: true})).split('\n')[1], 'x           a      2')
    assert.equal(printed((io) => renderTable(table, {io, prefix: 'pod/', noHeaders: true})).split('\n')[0], 'pod/a   2')
  })

  it('can have labels, all or by key', () => {
    const labelled = {...pod, metadata: {...pod.metadata, labels: {'x.io/tier': 'web', app: 'a'}}}
    const rows = [labelled, deployment].map((object) => ({cells: [object.metadata.name], object}))
    assert.equal(
      printed((io) => renderTable({...table, rows}, {io, showLabels: true, labelColumns: ['x.io/tier']})),
      'NAME   READY   TIER   LABELS\na              web    app=a,x.io/tier=web\nb                     <none>\n',
    )
  })
})
