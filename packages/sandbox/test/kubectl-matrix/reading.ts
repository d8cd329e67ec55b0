import assert from 'node:assert/strict'
import type {Forms} from './form.ts'

export const reading: Forms = {
  get: {
    'list, one': async (k) => {
      assert.match(await k.ok('get cm'), /^NAME +DATA +AGE\n(.+\n)*other +1 +\S+\nsettings +2 +\S+\n$/)
      assert.match(await k.ok('get cm settings'), /^NAME +DATA +AGE\nsettings +2 +\S+\n$/)
    },
    'custom resources with their columns': async (k) =>
      assert.match(await k.ok('get widgets'), /^NAME +REPLICAS\nw +1\n$/),
    '-o wide': async (k) =>
      assert.match(
        await k.ok('get deploy web -o wide'),
        /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE +CONTAINERS +IMAGES +SELECTOR\nweb +\d\/2 +2 +\d +\S+ +main +nginx:1\.27 +app=web\n$/,
      ),
    '-o json': async (k) => {
      const {kind, items} = JSON.parse(await k.ok('get cm settings other -o json'))
      assert.deepEqual(
        [kind, items.map(({data}: {data: object}) => data)],
        ['List', [{a: 'one', b: 'two'}, {c: 'three'}]],
      )
    },
    '-o yaml': async (k) =>
      assert.match(
        await k.ok('get cm settings -o yaml'),
        /^apiVersion: v1\ndata:\n {2}a: one\n {2}b: two\nkind: ConfigMap\nmetadata:\n {2}creationTimestamp: "/,
      ),
    '-o name': async (k) =>
      assert.equal(
        await k.ok('get cm,widgets -l part!=two,!x -o name --field-selector metadata.name!=kube-root-ca.crt'),
        `configmap/settings\nwidget.${k.group}/w\n`,
      ),
    '-o jsonpath': async (k) =>
      assert.equal(
        await k.ok(
          `get cm -o jsonpath='{range .items[?(@.metadata.labels.part)]}{.metadata.name}={.data.a}{.data.c} {end}'`,
        ),
        'other=three settings=one ',
      ),
    '-o custom-columns': async (k) =>
      assert.match(
        await k.ok('get cm settings other -o custom-columns=N:.metadata.name,A:.data.a'),
        /^N +A\nsettings +one\nother +<none>\n$/,
      ),
    '-o go-template': async (k) =>
      assert.equal(await k.ok(`get cm settings -o go-template='{{.data.a}}{{"\\n"}}'`), 'one\n'),
    '--sort-by': async (k) =>
      assert.match(await k.ok('get cm -l part --sort-by={.metadata.labels.part}'), /\nsettings .*\nother /),
    '-A': async (k) =>
      assert.match(
        await k.ok('get cm -A --field-selector metadata.name=settings'),
        new RegExp(`^${k.namespace} +settings +2`, 'm'),
      ),
    '-l, --field-selector': async (k) => {
      assert.equal(await k.ok('get cm -o name -l part=two'), 'configmap/other\n')
      assert.equal(await k.ok(`get cm -o name -l 'part in (one)'`), 'configmap/settings\n')
      assert.equal(await k.ok('get pod -o name --field-selector metadata.name=box'), 'pod/box\n')
    },
    '--show-labels, -L': async (k) => {
      assert.match(await k.ok('get cm settings --show-labels'), /LABELS\nsettings .* part=one\n/)
      assert.match(await k.ok('get cm settings -L part'), /PART\nsettings .* one\n/)
    },
    '-w': async (k) => {
      await k.ok('create cm watched')
      const watch = k.start('get cm watched -w --output-watch-events')
      await watch.says(/^EVENT +NAME +DATA +AGE\nADDED +watched +0 /)
      await k.ok(`patch cm watched -p '{"data":{"x":"y"}}'`)
      await watch.says(/^MODIFIED +watched +1 /m)
      await k.ok('delete cm watched')
      await watch.says(/^DELETED +watched +1 /m)
      watch.child.kill()
    },
    '--raw': async (k) => assert.ok(JSON.parse(await k.ok('get --raw /version')).gitVersion),
    '--subresource': async (k) => {
      assert.equal(await k.ok('get deploy web --subresource=scale -o jsonpath={.kind},{.spec.replicas}'), 'Scale,2')
      assert.match(await k.ok('get deploy web --subresource=status'), /^NAME +READY .*\nweb /)
    },
    '--chunk-size': async (k) =>
      assert.equal(await k.ok('get cm --chunk-size=1 -o name -l part'), 'configmap/other\nconfigmap/settings\n'),
    'several kinds, all': async (k) => {
      assert.match(await k.ok('get svc/web cm/settings'), /service\/web [\s\S]*configmap\/settings /)
      assert.match(await k.ok('get all'), new RegExp(`deployment\\.apps/web [\\s\\S]*widget\\.${k.group}/w `))
    },
    'what is not there': async (k) => {
      assert.equal(await k.fails('get cm nope'), 'Error from server (NotFound): configmaps "nope" not found\n')
      assert.equal(await k.ok('get cm nope --ignore-not-found'), '')
      assert.equal(await k.fails('get gadgets'), 'error: the server doesn\'t have a resource type "gadgets"\n')
    },
  },
  describe: {
    pod: async (k) => {
      const text = await k.ok('describe pod pair')
      assert.match(text, /^Name: +pair$[\s\S]*^Containers:\n {2}first:$[\s\S]*^QoS Class: +BestEffort$[\s\S]*^Events:/m)
    },
    node: async (k) => {
      const name = await k.ok('get nodes -o jsonpath={.items[0].metadata.name}')
      assert.match(await k.ok(`describe node ${name}`), /^Conditions:$[\s\S]*^Capacity:$[\s\S]*^Allocated resources:/m)
    },
    deployment: async (k) =>
      assert.match(
        await k.ok('describe deploy web'),
        /^Replicas: +2 desired \| 2 updated \| 2 total [\s\S]*^NewReplicaSet: +web-\w+ \(2\/2 replicas created\)[\s\S]*ScalingReplicaSet/m,
      ),
    service: async (k) =>
      assert.match(
        await k.ok('describe svc web'),
        /^Selector: +app=web$[\s\S]*^Port: +http {2}80\/TCP$[\s\S]*^Endpoints: /m,
      ),
    'a custom resource': async (k) =>
      assert.match(
        await k.ok('describe widget w'),
        /^Kind: +Widget$[\s\S]*^Spec:\n {2}Parts:\n {4}Name: +a\n {4}Size: +4$/m,
      ),
    'others (namespace, configmap, secret, role)': async (k) => {
      assert.match(await k.ok(`describe ns ${k.namespace}`), /^Status: +Active$/m)
      assert.match(await k.ok('describe cm settings'), /^a:\n----\none$/m)
      await k.ok('create secret generic hidden --from-literal=word=open')
      assert.match(await k.ok('describe secret hidden'), /^word: +4 bytes$/m)
      await k.ok('create role reader --verb=get --resource=pods')
      assert.match(await k.ok('describe role reader'), /^ {2}pods +\[\] +\[\] +\[get\]$/m)
    },
  },
  explain: {
    'built-in': async (k) =>
      assert.match(
        await k.ok('explain deployment.spec.replicas'),
        /KIND: +Deployment\nVERSION: +(apps\/)?v1\n\nFIELD: replicas <integer>/,
      ),
    'custom resource': async (k) =>
      assert.match(
        await k.ok('explain widget.spec.replicas'),
        /FIELD: replicas <integer>[\s\S]*How many there should be\./,
      ),
    '--recursive': async (k) => {
      assert.match(
        await k.ok('explain widget --recursive'),
        /parts\t<\[\]Object>\n +name\t<string> -required-\n +size\t<integer>/,
      )
      assert.match(await k.ok('explain pod --recursive'), /terminationGracePeriodSeconds\t<integer>/)
    },
  },
  events: {
    'list, --for, --types': async (k) => {
      assert.match(await k.until('events --for pod/box', /Started/), /^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n/)
      assert.match(await k.until('events --types=Warning', /BackOff/), /Warning +BackOff +Pod\/again /)
      assert.match(
        await k.ok('get events --field-selector involvedObject.name=web'),
        /ScalingReplicaSet +deployment\/web /,
      )
    },
  },
  'api-resources, api-versions': {
    'with -o wide, --api-group, --namespaced': async (k) => {
      assert.match(
        await k.ok(`api-resources --api-group=${k.group}`),
        new RegExp(`^widgets +${k.group}/v1 +true +Widget$`, 'm'),
      )
      assert.match(
        await k.ok('api-resources --api-group=apps -o wide'),
        /^deployments +deploy +apps\/v1 +true +Deployment +(create,)?delete,/m,
      )
      assert.match(await k.ok('api-resources --namespaced=false -o name'), /^nodes$/m)
      assert.ok((await k.ok('api-versions')).split('\n').includes(`${k.group}/v1`))
    },
  },
  'cluster-info': {
    plain: async (k) => assert.match(await k.ok('cluster-info'), /control plane.* is running at /),
    dump: async (k) => {
      const folder = `${k.home}/dump`
      await k.ok(`cluster-info dump --namespaces ${k.namespace} --output-directory ${folder}`)
      const {readFile} = await import('node:fs/promises')
      assert.match(await readFile(`${folder}/${k.namespace}/pair/logs.txt`, 'utf8'), /second 1/)
    },
  },
  version: {
    'of client and server': async (k) => {
      const {clientVersion, serverVersion} = JSON.parse(await k.ok('version -o json'))
      assert.ok(clientVersion.gitVersion && serverVersion.gitVersion)
    },
  },
  'config, options, completion, plugin list': {
    'without the cluster': async (k) => {
      assert.equal(await k.ok(`config view --minify -o jsonpath='{..namespace}'`), k.namespace)
      assert.match(await k.ok('config get-contexts'), /^CURRENT +NAME +CLUSTER +AUTHINFO +NAMESPACE\n\* /)
      assert.match(await k.ok('options'), /--context=/)
      assert.match(await k.ok('completion bash'), /^# bash completion/m)
      await k.file('#!/bin/sh\necho greeted "$@"\n', 'bin/kubectl-greet')
      const env = {PATH: `${k.home}/bin:/usr/bin:/bin`}
      assert.match(await k.ok('plugin list', {env}), /kubectl-greet/)
      assert.equal(await k.ok('greet -x me', {env}), 'greeted -x me\n')
    },
    'completion from the cluster': async (k) => {
      assert.match(await k.ok('__complete get cm s'), /^settings\n/)
      assert.match(await k.ok('__complete get widg'), /^widgets/)
    },
  },
  kustomize: {
    'and apply -k': async (k) => {
      await k.file(
        'namePrefix: k-\nlabels: [{pairs: {made: so}}]\nconfigMapGenerator: [{name: gen, literals: [x=y]}]\n',
        'kustom/kustomization.yaml',
      )
      assert.match(await k.ok(`kustomize ${k.home}/kustom`), /^ {2}name: k-gen-\w+$/m)
      assert.match(await k.ok(`apply -k ${k.home}/kustom`), /^configmap\/k-gen-\w+ created$/m)
      assert.equal(await k.ok('get cm -l made=so -o jsonpath={.items[*].data.x}'), 'y')
      assert.match(await k.ok(`delete -k ${k.home}/kustom`), /^configmap "k-gen-\w+" deleted/m)
    },
  },
}
