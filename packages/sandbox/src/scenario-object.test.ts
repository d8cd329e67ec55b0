import assert from 'node:assert/strict'
import type {ApiObject} from './api.ts'
import {configMaps} from './controllers/resources.ts'
import {atPresent} from './scenario-object.ts'
import {standingCluster} from './standing-cluster.ts'

/** @feature Sandbox: manifests: ages, Repeat, parts shared by scenarios | works */
describe('objects of a scenario', () => {
  it('name the time at which they are made', async () => {
    const cluster = await standingCluster({workloads: [], start: Date.parse('2026-11-21T12:00:00Z')})

    const made = atPresent(cluster, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {name: 'a'},
      data: {at: 'made $(SANDBOX_TIME)'},
    })

    assert.equal(made['data'].at, 'made 2026-11-21T12:00:00Z')
    cluster.stop()
  })

  it('are found by the uid of what an event is about, where that is there', async () => {
    const cluster = await standingCluster({workloads: []})
    const about = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'subject', namespace: 'default'}}
    const {uid} = cluster.api.create(configMaps, about).metadata
    const event = (name: string): ApiObject => ({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {name: 'e', namespace: 'default'},
      involvedObject: {apiVersion: 'v1', kind: 'ConfigMap', name, namespace: 'default'},
    })

    assert.equal(atPresent(cluster, event('subject'))['involvedObject'].uid, uid)
    assert.equal(atPresent(cluster, event('gone'))['involvedObject'].uid, undefined)
    cluster.stop()
  })

  it('belong to owners that are named', async () => {
    const cluster = await standingCluster({workloads: []})
    const owner = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'owner', namespace: 'default'}}
    const {uid} = cluster.api.create(configMaps, owner).metadata

    const made = atPresent(cluster, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {name: 'a', ownerReferences: [{apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: ''}]},
    })

    assert.equal(made.metadata.ownerReferences?.[0]?.uid, uid)
    cluster.stop()
  })
})
