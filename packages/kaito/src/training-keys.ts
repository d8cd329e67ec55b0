import {readRule, type ValueRule} from './value-rule.ts'

/** Parts of `training_config`; there are no others. Source: KAITO v0.12 `api/v1beta1/params_validation.go`. */
export const trainingSections = [
  'ModelConfig',
  'QuantizationConfig',
  'LoraConfig',
  'TrainingArguments',
  'DataCollator',
  'DatasetConfig',
] as const

export type TrainingSection = (typeof trainingSections)[number]

/**
 * Keys of each part with their rules (see `readRule`). Sources: KAITO v0.12 `presets/workspace/tuning/text-generation`
 * for ModelConfig, QuantizationConfig, DataCollator and DatasetConfig; peft 0.11 `LoraConfig`; transformers 5
 * `TrainingArguments` with the fields trl's `SFTConfig` adds.
 */
const tables: Readonly<Record<TrainingSection, string>> = {
  ModelConfig: `
    pretrained_model_name_or_path text | torch_dtype text | local_files_only boolean | device_map any | state_dict map
    cache_dir text | force_download boolean | proxies map | output_loading_info boolean | revision text
    trust_remote_code boolean | chat_template text`,
  QuantizationConfig: `
    quant_method text | load_in_4bit boolean | load_in_8bit boolean | bnb_4bit_quant_type nf4|fp4
    bnb_4bit_compute_dtype text | bnb_4bit_use_double_quant boolean | llm_int8_threshold number:0..
    llm_int8_skip_modules texts | llm_int8_enable_fp32_cpu_offload boolean | llm_int8_has_fp16_weight boolean`,
  LoraConfig: `
    r integer:1.. | lora_alpha integer:1.. | lora_dropout number:0..1 | target_modules texts | modules_to_save texts
    init_lora_weights any | layers_to_transform any | layers_pattern texts | loftq_config map | bias none|all|lora_only
    fan_in_fan_out boolean | use_rslora boolean | use_dora boolean | rank_pattern map | alpha_pattern map
    megatron_config map | megatron_core text | layer_replication any | task_type text | inference_mode boolean
    base_model_name_or_path text | revision text | peft_type text | auto_mapping map`,
  TrainingArguments: `
    output_dir text | num_train_epochs number:>0.. | max_steps integer | per_device_train_batch_size integer:1..
    per_device_eval_batch_size integer:1.. | gradient_accumulation_steps integer:1.. | eval_accumulation_steps integer:1..
    learning_rate number:>0.. | weight_decay number:0.. | max_grad_norm number:0.. | lr_scheduler_type text
    lr_scheduler_kwargs any | warmup_ratio number:0..1 | warmup_steps number:0.. | optim text | optim_args text
    adam_beta1 number:0..1 | adam_beta2 number:0..1 | adam_epsilon number:0.. | logging_strategy no|steps|epoch|best
    logging_steps number:>0.. | logging_first_step boolean | logging_nan_inf_filter boolean | log_level text
    save_strategy no|steps|epoch|best | save_steps number:>0.. | save_total_limit integer:1.. | save_only_model boolean
    eval_strategy no|steps|epoch|best | eval_steps number:>0.. | eval_delay number:0.. | eval_on_start boolean
    do_train boolean | do_eval boolean | do_predict boolean | prediction_loss_only boolean | bf16 boolean | fp16 boolean
    tf32 boolean | bf16_full_eval boolean | fp16_full_eval boolean | seed integer:0.. | data_seed integer:0..
    full_determinism boolean | dataloader_num_workers integer:0.. | dataloader_pin_memory boolean
    dataloader_drop_last boolean | dataloader_prefetch_factor integer:1.. | dataloader_persistent_workers boolean
    gradient_checkpointing boolean | gradient_checkpointing_kwargs any | torch_compile boolean | torch_compile_backend text
    torch_compile_mode text | torch_empty_cache_steps integer:1.. | auto_find_batch_size boolean | label_smoothing_factor number:0..1
    label_names texts | load_best_model_at_end boolean | metric_for_best_model text | greater_is_better boolean
    remove_unused_columns boolean | group_by_length boolean | length_column_name text | ddp_find_unused_parameters boolean
    ddp_bucket_cap_mb integer:1.. | ddp_backend text | ddp_timeout integer:1.. | report_to texts | run_name text
    disable_tqdm boolean | resume_from_checkpoint text | ignore_data_skip boolean | neftune_noise_alpha number:0..
    use_liger_kernel boolean | include_num_input_tokens_seen any | average_tokens_across_devices boolean | deepspeed any
    fsdp any | fsdp_config any | accelerator_config any | push_to_hub boolean | hub_model_id text | hub_strategy text
    hub_token text | hub_private_repo boolean
    max_length integer:1.. | packing boolean | packing_strategy text | padding_free boolean | pad_token text
    pad_to_multiple_of integer:1.. | eos_token text | eval_packing boolean | dataset_text_field text | dataset_kwargs any
    dataset_num_proc integer:1.. | completion_only_loss boolean | assistant_only_loss boolean | loss_type text
    shuffle_dataset boolean | model_init_kwargs any | chat_template_path text | activation_offloading boolean`,
  DataCollator: `
    mlm boolean | mlm_probability number:0..1 | mask_replace_prob number:0..1 | random_replace_prob number:0..1
    pad_to_multiple_of integer:1.. | return_tensors text | seed integer:0..`,
  DatasetConfig: `
    dataset_path text | dataset_extension csv|json|parquet|arrow|webdataset | shuffle_dataset boolean
    shuffle_seed integer:0.. | context_column text | response_column text | messages_column text
    train_test_split number:>0..1`,
}

const row = /([a-z]\w*) (\S+)/g
const read = new Map<TrainingSection, ReadonlyMap<string, ValueRule>>()

/** The keys of one part. */
export function trainingKeys(section: TrainingSection): ReadonlyMap<string, ValueRule> {
  const known = read.get(section)
  if (known) return known
  const keys = new Map<string, ValueRule>()
  for (const [, key = '', rule = ''] of tables[section].matchAll(row)) keys.set(key, readRule(rule))
  read.set(section, keys)
  return keys
}
