import assert from 'node:assert/strict'
import type {Need} from '@ome/sdk/need'
import {accessOf, compareRights, type Request} from './rights.ts'

describe('rights of requests', () => {
  for (const [method, path, expected] of [
    ['GET', '/api/v1/namespaces/a/pods?labelSelector=x', 'list  pods'],
    ['GET', '/api/v1/namespaces/a/pods?watch=true', 'watch  pods'],
    ['GET', '/api/v1/nodes/n', 'get  nodes'],
    ['GET', '/api/v1/namespaces', 'list  namespaces'],
    ['GET', '/api/v1/namespaces/a', 'get  namespaces'],
    ['GET', '/api/v1/namespaces/a/pods/p/log?follow=true', 'get  pods/log'],
    ['POST', '/api/v1/namespaces/a/services/s:80/proxy/v1/chat', 'create  services/proxy'],
    ['PATCH', '/apis/apps/v1/namespaces/a/deployments/d/scale', 'patch apps deployments/scale'],
    ['DELETE', '/apis/ome.io/v1beta1/clusterbasemodels/m', 'delete ome.io clusterbasemodels'],
  ] as const)
    it(`${method} ${path}`, () => {
      const access = accessOf({method, path})
      assert.equal(`${access?.verb} ${access?.group} ${access?.resource}`, expected)
    })

  it('discovery and reviews of oneself need none', () => {
    for (const path of ['/api', '/apis', '/apis/apps/v1', '/version', '/openapi/v3'])
      assert.equal(accessOf({method: 'GET', path}), undefined, path)
    for (const path of [
      'authorization.k8s.io/v1/selfsubjectrulesreviews',
      'authentication.k8s.io/v1/selfsubjectreviews',
    ])
      assert.equal(accessOf({method: 'POST', path: `/apis/${path}`}), undefined, path)
    const ofOthers = {method: 'POST', path: '/apis/authorization.k8s.io/v1/subjectaccessreviews'}
    assert.equal(accessOf(ofOthers)?.verb, 'create')
  })

  for (const [method, path, expected] of [
    ['GET', '/api/v1/namespaces/a/pods?fieldSelector=metadata.name%3Dp', {verb: 'list', namespace: 'a', name: 'p'}],
    ['GET', '/api/v1/namespaces/a/pods/p', {verb: 'get', namespace: 'a', name: 'p'}],
    ['POST', '/api/v1/namespaces/a/pods', {verb: 'create', namespace: 'a'}],
  ] as const)
    it(`${method} ${path} is about one object or all`, () => {
      assert.deepEqual(accessOf({method, path}), {group: '', resource: 'pods', ...expected})
    })
})

const need = (more: Partial<Need>): Need => ({
  apiGroups: [''],
  resources: ['pods'],
  verbs: ['list'],
  scope: 'namespace',
  why: '',
  ...more,
})
const pods = {namespaced: true, words: ['pods', 'pod', 'po']}
const nodes = {namespaced: false, words: ['nodes', 'nodes.', 'node', 'no']}
const list = (path: string, more: Partial<Request> = {}): Request => ({method: 'GET', path, ...more})
const compared = (needs: readonly Need[], argv: string, ...requests: readonly Request[]) =>
  compareRights({needs, nouns: words}, [{argv: argv.split(' ').filter(Boolean), namespace: 'a', requests}])
const words = {nouns: {machines: ['nodes.']}, alias: {machine: 'machines'}}
const fits = {undeclared: [], unused: []}

describe('rights of a command compared with their use', () => {
  it('both ways', () => {
    const needs = [need({verbs: ['get', 'list']}), need({resources: ['services'], optional: true})]
    const use = compared(needs, '', list('/api/v1/namespaces/a/pods'), list('/api/v1/namespaces/a/secrets/s'))
    assert.deepEqual(use, {undeclared: ['get secrets'], unused: ['get pods']})
  })

  it('an apply that makes an object uses two rights', () => {
    const path = '/api/v1/namespaces/a/configmaps/c?fieldManager=x'
    assert.deepEqual(compared([], '', {method: 'PATCH', path, status: 201}).undeclared, [
      'create configmaps',
      'patch configmaps',
    ])
  })

  it('a right of the namespace is one of the namespace that was typed, or of all with -A', () => {
    const needs = [need({})]
    const inB = list('/api/v1/namespaces/b/pods')
    const all = list('/api/v1/pods', {served: pods})
    assert.deepEqual(compared(needs, '', inB).undeclared, ['list pods in namespace b'])
    for (const argv of ['-n b', '--namespace=b', '--namespace b']) assert.deepEqual(compared(needs, argv, inB), fits)
    assert.deepEqual(compared(needs, '', all).undeclared, ['list pods (scope cluster)'])
    assert.deepEqual(compared(needs, '-A', all), fits)
  })

  it('what lies in no namespace needs the scope cluster, with -A too', () => {
    const all = list('/api/v1/nodes', {served: nodes})
    const use = compared([need({resources: ['nodes']})], '-A', all)
    assert.deepEqual(use, {undeclared: ['list nodes (scope cluster)'], unused: ['list nodes']})
    assert.deepEqual(compared([need({resources: ['nodes'], scope: 'cluster'})], '', all), fits)
  })

  it('a right of the whole cluster that is used in the own namespace alone is too wide', () => {
    const use = compared([need({scope: 'cluster'})], '', list('/api/v1/namespaces/a/pods'))
    assert.deepEqual(use, {undeclared: [], unused: ['list pods (scope cluster)']})
  })

  it('a right of certain objects covers no others, and no whole list', () => {
    const needs = [need({verbs: ['get', 'list'], resourceNames: ['p']})]
    const one = [list('/api/v1/namespaces/a/pods/p'), list('/api/v1/namespaces/a/pods?fieldSelector=metadata.name=p')]
    assert.deepEqual(compared(needs, '', ...one), fits)
    const others = [list('/api/v1/namespaces/a/pods/q'), list('/api/v1/namespaces/a/pods')]
    assert.deepEqual(compared(needs, '', ...others), {
      undeclared: ['get pods', 'list pods'],
      unused: ['get pods "p"', 'list pods "p"'],
    })
  })

  it('{noun} is the resource that was typed, by any of its words, or what a file holds', () => {
    const needs = [need({apiGroups: [], resources: ['{noun}'], verbs: ['get', 'list']}), need({verbs: ['get']})]
    const some = list('/api/v1/namespaces/a/pods', {served: pods})
    assert.deepEqual(compared(needs, 'nodes', some).undeclared, ['list pods'])
    for (const argv of ['po', 'svc,pods', 'pod/p', 'Pods.v1.', '-f x.yaml'])
      assert.deepEqual(compared(needs, argv, some).undeclared, [], argv)
    for (const argv of ['nodes', 'machines', 'machine/n'])
      assert.deepEqual(compared(needs, argv, list('/api/v1/nodes', {served: nodes})).undeclared, [], argv)
  })

  it('a request that was refused shows no use', () => {
    const use = compared([need({})], '', list('/api/v1/namespaces/a/pods', {status: 403}))
    assert.deepEqual(use, {undeclared: [], unused: ['list pods']})
  })
})
