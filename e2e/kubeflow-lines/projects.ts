import assert from 'node:assert/strict'
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Course, Place} from '../source-lines.ts'

/** A git repository with the settings of a project, and another branch. */
async function repository(place: Place): Promise<void> {
  const path = join(place.folder, 'project')
  mkdirSync(path, {recursive: true})
  const map = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'settings'}, data: {epochs: '2'}}
  writeFileSync(join(path, 'settings.json'), JSON.stringify(map))
  const git = 'git -C project -c user.email=a@example.com -c user.name=a'
  const {code, err} = await place.shell(
    `${git} init -q -b main && ${git} add . && ${git} commit -qm first && ${git} branch exp`,
  )
  assert.equal(code, 0, err)
}

/** A line's file in the working folder. */
const write = (place: Place, name: string, content: unknown): void =>
  writeFileSync(join(place.folder, name), JSON.stringify(content))

export const projects: Course = {
  name: 'projects and what runs in them',
  lines: [
    {
      section: 'general',
      line: 'kf create -r ./project -b exp vision',
      first: repository,
      out: ['profile/vision created\nconfigmap/settings created\n'],
      async effect(place) {
        const {metadata} = await place.object('namespace/vision')
        assert.equal(metadata.annotations.owner, 'sandbox-admin')
        assert.equal((await place.object('configmap/settings', '-n', 'vision')).data.epochs, '2')
      },
    },
    {section: 'general', line: 'kf create -d dry', out: ['profile/dry created (server dry run)'], beside: true},
    {
      section: 'general',
      line: 'kf create -i asked',
      stdin: 'carol@example.com\n\n',
      out: ['profile/asked created'],
      beside: true,
    },
    {section: 'general', line: 'kf create team-b', code: 6, err: ['belongs to carol@example.com'], beside: true},
    {
      section: 'general',
      line: 'kf use team-a',
      out: ['namespace/team-a selected\n'],
      effect: async (place) => assert.match((await place.shell('kf status')).out, /\nTrainJob +llama-sft +Running /),
    },
    {
      section: 'general',
      line: 'kf use team-b --context production-scientist',
      code: 5,
      err: ['you may not list pods'],
      beside: true,
    },
    {
      section: 'components',
      line: 'kf train sft sft.yaml',
      first: async (place) =>
        write(place, 'sft.yaml', {
          image: 'ghcr.io/example/sft:1.0',
          command: 'torchrun train.py --max-steps 40',
          nodes: 1,
          gpus: 1,
        }),
      out: [/trainjob\/sft created/],
      effect: async (place) => void (await place.object('trainjobs.trainer.kubeflow.org/sft', '-n', 'team-a')),
    },
    {
      section: 'components',
      line: 'kf tensorboard board logs.yaml',
      first: async (place) => write(place, 'logs.yaml', {logs: 'pvc://training-data/sft'}),
      out: [/tensorboard\/board created/],
      effect: async (place) => {
        const {spec} = await place.object('tensorboards.tensorboard.kubeflow.org/board', '-n', 'team-a')
        assert.equal(spec.logspath, 'pvc://training-data/sft')
      },
    },
    {
      section: 'components',
      line: 'kf serve flowers flowers.yaml',
      first: async (place) =>
        write(place, 'flowers.yaml', {
          apiVersion: 'serving.kserve.io/v1beta1',
          kind: 'InferenceService',
          metadata: {name: 'flowers'},
          spec: {
            predictor: {
              model: {modelFormat: {name: 'sklearn'}, storageUri: 'gs://kfserving-examples/models/sklearn/1.0/model'},
            },
          },
        }),
      out: [/inferenceservice\/flowers created/],
      effect: async (place) => {
        const {status} = await place.object('inferenceservices.serving.kserve.io/flowers', '-n', 'team-a')
        assert.match(status.url, /flowers/)
      },
    },
    {
      section: 'general',
      line: 'kf delete vision',
      out: ['profile/vision deleted\n'],
      effect: (place) => place.isGone('namespace/vision'),
    },
    {section: 'general', line: 'kf delete kube-system', code: 5, err: ['is no project'], beside: true},
  ],
}
