import assert from 'node:assert/strict'
import type {Forms} from './form.ts'
import {signingRequest} from './signing-request.ts'

const request = (name: string): string =>
  `apiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\nmetadata: {name: ${name}}\nspec: {request: REQUEST, signerName: example.com/nobody, usages: [client auth]}\n`

export const access: Forms = {
  auth: {
    'can-i, --list, --as': async (k) => {
      assert.equal(await k.ok('auth can-i create pods --subresource=log'), 'yes\n')
      assert.match(await k.ok('auth can-i --list'), /^Resources +Non-Resource URLs +Resource Names +Verbs *\n/)
      const nobody = await k.run('auth can-i delete nodes --as=nobody')
      assert.deepEqual([nobody.code, nobody.out], [1, 'no\n'])
      assert.match(await k.fails('get secrets --as=nobody'), /User "nobody" cannot list resource "secrets"/)
    },
    whoami: async (k) => assert.match(await k.ok('auth whoami'), /^ATTRIBUTE +VALUE\nUsername +\S/),
    reconcile: async (k) => {
      const rules = (verb: string) =>
        `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: agreed, namespace: ${k.namespace}}\nrules: [{apiGroups: [''], resources: [pods], verbs: [${verb}]}]\n`
      await k.ok('auth reconcile -f -', {stdin: rules('get')})
      await k.ok('auth reconcile -f -', {stdin: rules('list')})
      assert.match(await k.ok('get role agreed -o jsonpath={.rules[*].verbs}'), /get.*list/)
    },
  },
  certificate: {
    'approve, deny': {
      needs: ['certificates'],
      async check(k) {
        const pem = Buffer.from(signingRequest(k.namespace)).toString('base64')
        for (const [verb, condition] of [
          ['approve', 'Approved'],
          ['deny', 'Denied'],
        ] as const) {
          const name = `${k.namespace}-${verb}`
          await k.ok('create -f -', {stdin: request(name).replace('REQUEST', pem)})
          await k.ok(`certificate ${verb} ${name}`)
          assert.equal(await k.ok(`get csr ${name} -o jsonpath={.status.conditions[*].type}`), condition)
          await k.ok(`delete csr ${name}`)
        }
      },
    },
  },
}
