import assert from 'node:assert/strict'
import type {Forms} from './form.ts'
import type {Kubectl} from './kubectl.ts'

const configMap = (name: string, data: string, labels?: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${labels ? `, labels: ${labels}` : ''}}\ndata: ${data}\n`

const data = (k: Kubectl, name: string): Promise<string> => k.ok(`get cm ${name} -o jsonpath={.data}`)

export const writing: Forms = {
  apply: {
    'client side: created, unchanged, configured, pruned fields': async (k) => {
      const one = await k.file(configMap('applied', '{a: "1", b: "2"}'))
      assert.equal(await k.ok(`apply -f ${one}`), 'configmap/applied created\n')
      assert.equal(await k.ok(`apply -f ${one}`), 'configmap/applied unchanged\n')
      assert.equal(
        await k.ok('apply -f -', {stdin: configMap('applied', '{a: "3"}')}),
        'configmap/applied configured\n',
      )
      assert.equal(await data(k, 'applied'), '{"a":"3"}')
    },
    'a deployment and a custom resource': async (k) => {
      const widget = (size: number) =>
        `apiVersion: ${k.group}/v1\nkind: Widget\nmetadata: {name: applied}\nspec: {parts: [{name: a, size: ${size}}]}\n`
      await k.ok('apply -f -', {stdin: widget(1)})
      assert.equal(await k.ok('apply -f -', {stdin: widget(2)}), `widget.${k.group}/applied configured\n`)
      assert.equal(await k.ok('get widget applied -o jsonpath={.spec.parts[0].size}'), '2')
      assert.match(
        (await k.run('apply -f -', {stdin: widget(2).replace('size: 2', 'size: big')})).err,
        /spec\.parts\[0\]\.size/,
      )
      await k.ok('delete widget applied')
    },
    'unknown fields are refused': async (k) =>
      assert.match(
        (await k.run('apply -f -', {stdin: `${configMap('strange', '{}')}extra: 1\n`})).err,
        /unknown field "extra"/,
      ),
    '--server-side, conflicts': async (k) => {
      const apply = (text: string, flags = '') => k.run(`apply --server-side -f - ${flags}`, {stdin: text})
      assert.equal((await apply(configMap('sided', '{a: "1"}'))).out, 'configmap/sided serverside-applied\n')
      const other = await apply(configMap('sided', '{a: "2"}'), '--field-manager=other')
      assert.match(other.err, /conflict with "kubectl".*: \.data\.a/)
      assert.equal((await apply(configMap('sided', '{a: "2"}'), '--field-manager=other --force-conflicts')).code, 0)
      assert.equal(await data(k, 'sided'), '{"a":"2"}')
    },
    '--server-side after client side': async (k) => {
      await k.ok('apply -f -', {stdin: configMap('moved', '{a: "1", b: "2"}')})
      await k.ok('apply --server-side -f -', {stdin: configMap('moved', '{a: "3"}')})
      assert.equal(await data(k, 'moved'), '{"a":"3"}')
    },
    '--dry-run': async (k) => {
      const stdin = configMap('dry', '{a: "1"}')
      assert.equal(await k.ok('apply -f - --dry-run=client', {stdin}), 'configmap/dry created (dry run)\n')
      assert.equal(await k.ok('apply -f - --dry-run=server', {stdin}), 'configmap/dry created (server dry run)\n')
      assert.match(await k.fails('get cm dry'), /NotFound/)
    },
    '--prune': async (k) => {
      const both = `${configMap('keep', '{}', '{set: p}')}---\n${configMap('drop', '{}', '{set: p}')}`
      await k.ok('apply -f -', {stdin: both})
      const stdin = configMap('keep', '{}', '{set: p}')
      assert.match(
        await k.ok('apply --prune -l set=p --prune-allowlist=core/v1/ConfigMap -f -', {stdin}),
        /configmap\/drop pruned/,
      )
      assert.equal(await k.ok('get cm -l set=p -o name'), 'configmap/keep\n')
    },
    '--applyset': async (k) => {
      const env = {KUBECTL_APPLYSET: 'true'}
      const both = `${configMap('set-a', '{}')}---\n${configMap('set-b', '{}')}`
      const flags = `--prune --applyset=secret/grouped -n ${k.namespace} -f -`
      await k.ok(`apply ${flags}`, {stdin: both, env})
      assert.match(await k.ok(`apply ${flags}`, {stdin: configMap('set-a', '{}'), env}), /configmap\/set-b pruned/)
      assert.match(await k.fails('get cm set-b'), /NotFound/)
    },
    'view-, set-, edit-last-applied': async (k) => {
      const one = await k.file(configMap('last', '{a: "1"}'))
      await k.ok(`apply -f ${one}`)
      assert.match(await k.ok('apply view-last-applied cm/last'), /^ {2}a: "1"$/m)
      await k.ok(`replace -f ${await k.file(configMap('last', '{a: "2"}'))}`)
      await k.ok(`apply set-last-applied -f ${one} --create-annotation`)
      assert.match(await k.ok('apply view-last-applied cm last -o json'), /"a": "1"/)
      const editor = await k.file('#!/bin/sh\nsed -i "s/a: \\"1\\"/a: \\"9\\"/" "$1"\n', 'editor-last')
      await k.ok('apply edit-last-applied cm/last', {env: {KUBE_EDITOR: editor}})
      assert.match(await k.ok('apply view-last-applied cm/last'), /^ {2}a: "9"$/m)
    },
  },
  replace: {
    'with the version read': async (k) => {
      await k.ok('create cm replaced --from-literal=a=1')
      const read = await k.ok('get cm replaced -o yaml')
      assert.equal(await k.ok('replace -f -', {stdin: read.replace('"1"', '"2"')}), 'configmap/replaced replaced\n')
      assert.equal(await data(k, 'replaced'), '{"a":"2"}')
      assert.match((await k.run('replace -f -', {stdin: read})).err, /Conflict|the object has been modified/)
    },
    '--force': async (k) => {
      const [before, file] = [
        await k.ok('get cm replaced -o jsonpath={.metadata.uid}'),
        await k.file(configMap('replaced', '{}')),
      ]
      assert.match(await k.ok(`replace --force -f ${file}`), /^configmap\/replaced replaced$/m)
      assert.notEqual(await k.ok('get cm replaced -o jsonpath={.metadata.uid}'), before)
    },
    '--subresource': async (k) => {
      const read = JSON.parse(await k.ok('get widget w -o json'))
      const status = await k.file(JSON.stringify({...read, spec: {replicas: 9}, status: {replicas: 5}}))
      await k.ok(`replace --subresource=status -f ${status}`)
      assert.equal(await k.ok('get widget w -o jsonpath={.spec.replicas},{.status.replicas}'), '1,5')
    },
  },
  patch: {
    strategic: async (k) => {
      await k.ok('create deploy patched --image=nginx:1.27 --replicas=0')
      await k.ok(
        `patch deploy patched -p '{"spec":{"template":{"spec":{"containers":[{"name":"more","image":"busybox"}]}}}}'`,
      )
      assert.equal(await k.ok('get deploy patched -o jsonpath={..containers[*].image}'), 'busybox nginx:1.27')
    },
    'merge, --patch-file': async (k) => {
      const file = await k.file('spec: {template: {spec: {containers: [{name: only, image: busybox}]}}}')
      await k.ok(`patch deploy patched --type=merge --patch-file ${file}`)
      assert.equal(await k.ok('get deploy patched -o jsonpath={..containers[*].name}'), 'only')
    },
    json: async (k) => {
      const patch = '[{"op":"test","path":"/data/a","value":"one"},{"op":"add","path":"/data/z","value":"26"}]'
      await k.ok('create cm pieces --from-literal=a=one')
      await k.ok(`patch cm pieces --type=json -p '${patch}'`)
      assert.equal(await data(k, 'pieces'), '{"a":"one","z":"26"}')
      assert.match(
        await k.fails(`patch cm pieces --type=json -p '${patch.replace('one', 'two')}'`),
        /The request is invalid/,
      )
    },
    '--subresource': async (k) => {
      await k.ok(`patch widget w --subresource=status --type=merge -p '{"status":{"replicas":3}}'`)
      assert.equal(await k.ok('get widget w -o jsonpath={.status.replicas}'), '3')
      await k.ok(`patch deploy patched --subresource=scale --type=merge -p '{"spec":{"replicas":1}}'`)
      assert.equal(await k.ok('get deploy patched -o jsonpath={.spec.replicas}'), '1')
    },
    '--dry-run=server, --local, nothing to do': async (k) => {
      assert.match(await k.ok(`patch cm pieces -p '{"data":{"q":"1"}}' --dry-run=server -o yaml`), /^ {2}q: "1"$/m)
      assert.match(
        await k.ok(`patch --local -f - -p '{"data":{"q":"1"}}' -o yaml`, {stdin: configMap('x', '{}')}),
        /q: "1"/,
      )
      assert.equal(await k.ok(`patch cm pieces -p '{"data":{"a":"one"}}'`), 'configmap/pieces patched (no change)\n')
      await k.ok('delete deploy patched')
    },
  },
  edit: {
    'with an editor, --output-patch': async (k) => {
      await k.ok('create cm edited --from-literal=a=one')
      const editor = await k.file('#!/bin/sh\nsed -i s/one/uno/ "$1"\n', 'editor')
      const env = {KUBE_EDITOR: editor}
      assert.match(
        await k.ok('edit cm edited --output-patch', {env}),
        /^Patch: \{"data":\{"a":"uno"\}\}\nconfigmap\/edited edited\n$/,
      )
      assert.equal(await data(k, 'edited'), '{"a":"uno"}')
      assert.match((await k.run('edit cm edited', {env})).err, /no changes made/)
    },
    '--subresource': async (k) => {
      const editor = await k.file('#!/bin/sh\nsed -i "s/^  replicas: 3/  replicas: 7/" "$1"\n', 'editor-status')
      await k.ok('edit widget w --subresource=status', {env: {KUBE_EDITOR: editor}})
      assert.equal(await k.ok('get widget w -o jsonpath={.status.replicas}'), '7')
    },
  },
  diff: {
    'client side, --server-side': async (k) => {
      await k.ok('apply -f -', {stdin: configMap('differs', '{a: "1"}')})
      const changed = await k.file(configMap('differs', '{a: "2"}'))
      for (const flags of ['', '--server-side --force-conflicts']) {
        const {code, out} = await k.run(`diff ${flags} -f ${changed}`)
        assert.equal(code, 1)
        assert.match(out, /^- {2}a: "1"\n\+ {2}a: "2"$/m)
      }
      assert.equal(await data(k, 'differs'), '{"a":"1"}')
      assert.equal(await k.ok('diff -f -', {stdin: configMap('differs', '{a: "1"}')}), '')
    },
  },
  delete: {
    'by name, -f, -l, --all, --field-selector': async (k) => {
      for (const name of ['d1', 'd2', 'd3', 'd4']) await k.ok(`create cm ${name}`)
      const secret = 'create secret generic'
      for (const name of ['s1', 's2']) await k.ok(`${secret} ${name} --type=example.com/gone`)
      await k.ok('label cm d2 d3 gone=yes')
      assert.match(await k.ok('delete cm d1'), /^configmap "d1" deleted/)
      assert.match(await k.ok('delete cm -l gone=yes'), /"d2" deleted.*\n.*"d3" deleted/)
      assert.match(await k.ok('delete -f -', {stdin: configMap('d4', '{}')}), /"d4" deleted/)
      assert.match(await k.ok('delete secret --field-selector type=example.com/gone'), /"s1" deleted.*\n.*"s2" deleted/)
      await k.ok('create quota q1 --hard=pods=100')
      assert.match(await k.ok('delete quota --all'), /"q1" deleted/)
      assert.match(await k.fails('delete cm d1'), /NotFound/)
    },
    '--cascade': async (k) => {
      for (const how of ['orphan', 'foreground']) {
        await k.ok(`create deploy ${how} --image=nginx:1.27 --replicas=1`)
        await k.until(`get rs -l app=${how} -o name`, /replicaset/)
        assert.match(await k.ok(`delete deploy ${how} --cascade=${how} --timeout=60s`), /deleted/)
        assert.equal((await k.ok(`get rs -l app=${how} -o name`)).split('\n').length, how === 'orphan' ? 2 : 1)
      }
      await k.ok('delete rs -l app=orphan --wait=false')
    },
    '--wait=false, --dry-run=server, --force': async (k) => {
      await k.ok('run brief --image=busybox:1.36 --restart=Never -- sleep 86400')
      assert.match(await k.ok('delete pod brief --dry-run=server'), /deleted.*\(server dry run\)/)
      await k.ok('get pod brief')
      await k.ok('delete pod brief --wait=false')
      await k.run('delete pod brief --force --grace-period=0')
      assert.equal(await k.ok('get pod brief --ignore-not-found'), '')
    },
    '--raw, finalizers': async (k) => {
      await k.ok('create cm raw')
      await k.ok(`patch cm raw -p '{"metadata":{"finalizers":["example.com/hold"]}}'`)
      await k.ok(`delete --raw /api/v1/namespaces/${k.namespace}/configmaps/raw`)
      assert.notEqual(await k.ok('get cm raw -o jsonpath={.metadata.deletionTimestamp}'), '')
      await k.ok(`patch cm raw --type=merge -p '{"metadata":{"finalizers":null}}'`)
      assert.match(await k.fails('get cm raw'), /NotFound/)
    },
  },
  'label, annotate': {
    'set, refuse, overwrite, remove, list': async (k) => {
      await k.ok('create cm marked')
      for (const [verb, done] of [
        ['label', 'labeled'],
        ['annotate', 'annotated'],
      ] as const) {
        assert.equal(await k.ok(`${verb} cm marked m=1`), `configmap/marked ${done}\n`)
        assert.match(await k.fails(`${verb} cm marked m=2`), /--overwrite is false/)
        await k.ok(`${verb} cm marked m=2 --overwrite`)
        assert.match(await k.ok(`${verb} cm marked --list`), /^m=2$/m)
        await k.ok(`${verb} cm marked m-`)
        assert.equal(
          await k.ok(`get cm marked -o jsonpath={.metadata.${verb === 'label' ? 'labels' : 'annotations'}}`),
          '',
        )
      }
      assert.match(await k.ok('label cm -l part x=y --dry-run=server'), /other labeled .*\n.*settings labeled/)
    },
  },
}
