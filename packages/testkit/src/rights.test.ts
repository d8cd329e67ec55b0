import assert from 'node:assert/strict'
import {accessOf, compareRights} from './rights.ts'

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

  it('discovery and access reviews need none', () => {
    for (const path of ['/api', '/apis', '/apis/apps/v1', '/version', '/openapi/v3'])
      assert.equal(accessOf({method: 'GET', path}), undefined, path)
    const review = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews'
    assert.equal(accessOf({method: 'POST', path: review}), undefined)
  })

  it('an apply that makes an object uses two rights', () => {
    const path = '/api/v1/namespaces/a/configmaps/c?fieldManager=x'
    const applied = [{method: 'PATCH', path, status: 201}]
    assert.deepEqual(compareRights([], applied).undeclared, ['create configmaps', 'patch configmaps'])
  })

  it('compares use with declaration, both ways', () => {
    const need = {apiGroups: [''], scope: 'namespace', why: ''} as const
    const needs = [
      {...need, resources: ['pods'], verbs: ['get', 'list']},
      {...need, resources: ['services'], verbs: ['list'], optional: true},
    ]

    const requests = [
      {method: 'GET', path: '/api/v1/namespaces/a/pods'},
      {method: 'GET', path: '/api/v1/namespaces/a/secrets/s'},
    ]

    assert.deepEqual(compareRights(needs, requests), {undeclared: ['get secrets'], unused: ['get pods']})
  })
})
