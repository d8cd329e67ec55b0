/** The script for fish 3.4 and newer. */
export const fishScript = (programs: readonly string[], name: string): string => `\
# Completion of ${programs.join(', ')} for fish. Load it with: ${programs[0]} completion fish | source

function __${name}_complete
    set -l words (commandline -opc)
    # What is typed of the word, without its quotes.
    set -l partial (commandline -ct | string replace -ra '\\\\\\\\(.)|["\\']' '$1')
    set -l program $words[1]
    type -q $program; or set program ${programs[0]}
    set -l out ($program __complete -- $words[2..-1] "$partial" 2>/dev/null)
    test (count $out) -gt 0; or return 1
    set -l directive (string sub -s 2 -- $out[-1])
    set -e out[-1]
    if test (math "bitand($directive, 8)") -ne 0; or begin
            test (count $out) -eq 0; and test (math "bitand($directive, 4)") -eq 0
        end
        # Files: what stands before = is put back in front of them.
        set -l flag (string match -r -- '^--[^=]*=' $partial; or echo)
        for path in (__fish_complete_path (string replace -r -- '^--[^=]*=' '' $partial) '')
            set -l file (string split -m 1 \\t -- $path)[1]
            if string match -q -- '*/' $file; or test (count $out) -eq 0
                echo $flag$file
            else
                for extension in $out
                    string match -q -- "*.$extension" $file; and echo $flag$file
                end
            end
        end
        return
    end
    printf '%s\\n' $out
end

${programs.map((program) => `complete -c ${program} -f -k -a '(__${name}_complete)'\n`).join('')}`
