using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Wire.Chat;

namespace ClaudeSidecar.Execution.Answers.Calls;

/// <summary>
/// Sorts the pieces of tool calls to their calls. Servers number, name and identify them in every way there is: in turn or
/// interleaved, without numbers, all numbered 0, with the id in each piece or in none (edge case 78).
/// </summary>
internal sealed class CallTable(ToolNames tools)
{
    private readonly List<PendingCall> _calls = [];

    /// <summary>The calls not yet taken, in the order of their first pieces.</summary>
    public IReadOnlyList<PendingCall> Pending => _calls;

    /// <summary>Forgets the calls: they were dealt with.</summary>
    public void Clear() => _calls.Clear();

    /// <summary>Adds a piece to the call it belongs to, which may be a new one.</summary>
    public void Add(ChatChunk chunk, ToolCallDelta piece)
    {
        var id = chunk.Text(piece.Id);
        var name = chunk.Text(piece.Name);
        var arguments = chunk.Text(piece.Arguments);
        var call = Find(piece.Index, id, name, arguments);
        if (call is null)
        {
            if (name.IsEmpty && arguments.IsEmpty && id.IsEmpty)
            {
                return;
            }

            _calls.Add(call = new PendingCall(piece.Index));
        }
        else if (id.IsEmpty && call.EndsBefore(arguments))
        {
            // Nothing but the arguments tells that another call of the same tool begins; an empty object in front of them was none yet.
            var next = new PendingCall(piece.Index);
            next.AddName(call.Name);
            if (call.IsEmpty)
            {
                next.Identify(call.Id);
                _calls.Remove(call);
            }

            _calls.Add(call = next);
        }

        call.Identify(id);
        call.AddName(name);
        call.AddArguments(arguments);
    }

    private PendingCall? Find(int index, ReadOnlySpan<byte> id, ReadOnlySpan<byte> name, ReadOnlySpan<byte> arguments)
    {
        PendingCall? latest = null;
        foreach (var call in _calls)
        {
            if (!id.IsEmpty && id.SequenceEqual(call.Id) && (index < 0 || index == call.Index))
            {
                return call;
            }

            latest = index < 0 || index == call.Index ? call : latest;
        }

        return latest is null || StartsAnother(latest, id, name, arguments) ? null : latest;
    }

    // A piece with the number of a call that has begun (or with none) may still be another call.
    private bool StartsAnother(PendingCall call, ReadOnlySpan<byte> id, ReadOnlySpan<byte> name, ReadOnlySpan<byte> arguments)
    {
        if (name.IsEmpty)
        {
            return false;
        }

        if (!id.IsEmpty && !call.Id.IsEmpty)
        {
            return true;
        }

        if (call.IsWhole)
        {
            return !arguments.IsEmpty || !name.SequenceEqual(call.Name);
        }

        return !call.HasArguments && !name.StartsWith(call.Name) && tools.Resolve(call.Name) is not null && tools.Resolve(name) is not null;
    }
}
