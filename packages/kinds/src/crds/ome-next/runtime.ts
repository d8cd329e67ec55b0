import type {ObjectField} from '../../notation/field.ts'
import {servingRuntime as before} from '../ome/runtime.ts'
import {condition} from '../shared.ts'
import {engineConfig, routerConfig} from './component.ts'

const {workers: _workers, ...kept} = before.spec

/** A runtime of v1.3: with a status, without the workers of old. */
export const servingRuntime = {
  spec: {
    ...kept,
    engineConfig,
    decoderConfig: engineConfig,
    routerConfig,
    scalingPolicy: {mode: 'string'},
    modelCacheProviders: '[string] atomic',
  },
  status: {inheritanceChain: '[string] atomic', conditions: {'[]': condition, $: 'map type'}},
} as const satisfies ObjectField
