/** The script for bash 3.2 and newer; it needs nothing else. */
export const bashScript = (programs: readonly string[], name: string): string => `\
# Completion of ${programs.join(', ')} for bash. Load it with: source <(${programs[0]} completion bash)

# A word without its quotes, and what of it stands before a quote that is still open.
_${name}_unquote() {
  local word=$1 char at
  _${name}_plain="" _${name}_open="" _${name}_before=""
  for ((at = 0; at < \${#word}; at++)); do
    char=\${word:at:1}
    if [[ $char == "$_${name}_open" ]]; then _${name}_open=""
    elif [[ $_${name}_open == "'" ]]; then _${name}_plain+=$char
    elif [[ $char == \\\\ ]]; then ((at++)); _${name}_plain+=\${word:at:1}
    elif [[ -z $_${name}_open && $char == [\\"\\'] ]]; then _${name}_open=$char _${name}_before=$_${name}_plain
    else _${name}_plain+=$char
    fi
  done
}

_${name}_complete() {
  local IFS=$' \\t\\n'
  local _${name}_plain _${name}_open _${name}_before
  local program=\${COMP_WORDS[0]/#\\~/$HOME} words=() word at
  type -P "$program" >/dev/null || program=${programs[0]}

  # bash splits words at = and :, which are part of a word here: what stands together belongs together.
  local rest=\${COMP_LINE:0:COMP_POINT}
  for ((at = 0; at <= COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    if ((\${#words[@]} == 0)) || [[ $rest == [[:space:]]* || -z $rest ]]; then
      rest=\${rest#"\${rest%%[![:space:]]*}"}
      ((at == COMP_CWORD)) && word=$rest
      words[\${#words[@]}]=$word
    else
      ((at == COMP_CWORD)) && word=$rest
      words[\${#words[@]} - 1]+=$word
    fi
    rest=\${rest#"$word"}
  done
  local asked=() cur
  for ((at = 1; at < \${#words[@]}; at++)); do
    _${name}_unquote "\${words[at]}"
    asked[\${#asked[@]}]=$_${name}_plain
  done
  cur=$_${name}_plain

  local out directive
  out=$("$program" __complete -- "\${asked[@]}" 2>/dev/null) || return
  directive=\${out##*:}
  out=\${out%:*}
  COMPREPLY=()

  # The part of the word that bash leaves as it is: up to the quote that is open, or to the last sign it splits at.
  local cut=$_${name}_before sign
  if [[ -z $_${name}_open ]]; then
    for sign in = :; do
      [[ $COMP_WORDBREAKS == *"$sign"* && $cur == *"$sign"* ]] || continue
      word=\${cur%"$sign"*}$sign
      ((\${#word} > \${#cut})) && cut=$word
    done
  fi

  if (( directive & 8 )); then
    local path=$cur file extension
    [[ $cur == --*=* ]] && path=\${cur#*=}
    while IFS= read -r file; do
      if [[ -d \${file/#\\~/$HOME} ]]; then COMPREPLY[\${#COMPREPLY[@]}]=$file; continue; fi
      for extension in $out; do
        [[ $file == *."$extension" ]] && COMPREPLY[\${#COMPREPLY[@]}]=$file
      done
    done < <(compgen -f -- "$path")
    compopt -o filenames 2>/dev/null
    return
  fi
  if [[ -z $out ]] && (( ! (directive & 4) )); then
    compopt -o default 2>/dev/null
    return
  fi

  local value text line width=0 values=() texts=()
  while IFS= read -r line; do
    value=\${line%%$'\\t'*}
    [[ -n $value ]] || continue
    text=""
    [[ $line == *$'\\t'* ]] && text=\${line#*$'\\t'}
    value=\${value#"$cut"}
    [[ -z $_${name}_open && $value == *[^A-Za-z0-9_./:=@%+,~-]* ]] && printf -v value %q "$value"
    values[\${#values[@]}]=$value
    texts[\${#texts[@]}]=$text
    ((\${#value} > width)) && width=\${#value}
  done <<< "$out"
  # Only a list is shown with descriptions: ? and ! mean that bash prints one.
  local columns=\${COLUMNS:-80}
  for at in "\${!values[@]}"; do
    line=\${values[at]}
    if ((\${#values[@]} > 1)) && [[ -n \${texts[at]} && " 33 63 64 " == *" $COMP_TYPE "* ]]; then
      printf -v line "%-\${width}s  (%s)" "$line" "\${texts[at]}"
      ((\${#line} > columns - 1)) && line="\${line:0:columns - 4}..."
    fi
    COMPREPLY[\${#COMPREPLY[@]}]=$line
  done
  compopt -o nosort 2>/dev/null
  (( directive & 2 )) && compopt -o nospace 2>/dev/null
  return 0
}

complete -F _${name}_complete ${programs.join(' ')}
`
