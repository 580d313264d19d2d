# Runs one server, and ends it when standard input closes: so it never outlives the program that started it,
# however that program ends. Standard output tells the server's process id, standard error is its log.
# usage: sh -c "$(cat keeper.sh)" keeper SIGNAL DIRECTORY PROGRAM [ARGUMENT]...
# SIGNAL asks the server to stop; DIRECTORY ("" for none) is removed in the end.
signal=$1
directory=$2
shift 2
exec 3<&0 </dev/null
"$@" >&2 3<&- &
server=$!
echo "$server"
exec >&-
{
    read -r _
    kill -s "$signal" "$server"
    tries=0
    while [ $tries -lt 80 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    kill -s KILL "$server"
} <&3 2>/dev/null &
watch=$!
exec 3<&-
trap 'kill -s "$signal" "$server"' TERM INT HUP
# a trap ends `wait` early
while kill -0 "$server" 2>/dev/null; do wait "$server"; done
kill "$watch" 2>/dev/null
[ -z "$directory" ] || rm -rf "$directory"
