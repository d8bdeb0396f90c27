using System.Buffers;
using ClaudeSidecar.Execution.Answers.Calls;

namespace ClaudeSidecar.Execution.Answers.Markup;

/// <summary>
/// Reads the channels of gpt-oss where a server left them in the text:
/// <c>&lt;|start|&gt;assistant to=functions.NAME&lt;|channel|&gt;commentary&lt;|message|&gt;{…}&lt;|call|&gt;</c>. The channel analysis is reasoning,
/// a recipient makes a call of the message, all else is text. A head that is none loses its tokens and stays text.
/// </summary>
internal sealed class Harmony(CodeSpans code, IAnswerStage next) : IAnswerStage
{
    private const int LongestHead = 200;
    private const int LongestCall = 8 << 20;

    private readonly ArrayBufferWriter<byte> _held = new(64);
    private byte[] _recipient = [];
    private Place _place;
    private bool _isActive;

    private enum Place
    {
        /// <summary>Text, or a message of the channel that is text.</summary>
        Text,
        Head,
        Reasoning,
        Call,

        /// <summary>Behind the end of a message.</summary>
        Between,
    }

    private static ReadOnlySpan<byte> Channel => "<|channel|>"u8;

    private static ReadOnlySpan<byte> Role => "assistant"u8;

    /// <inheritdoc/>
    public void Text(ReadOnlySpan<byte> text)
    {
        switch (_place)
        {
            case Place.Text:
                next.Text(text);
                break;
            case Place.Reasoning:
                next.Reasoning(text);
                break;
            default:
                _held.Write(text);
                if (!MayHold())
                {
                    GiveUp();
                }

                break;
        }
    }

    /// <inheritdoc/>
    public void Mark(Mark mark, ReadOnlySpan<byte> text)
    {
        switch (mark.Kind)
        {
            case MarkKind.HarmonyConstrain when _place == Place.Head:
            case MarkKind.HarmonyHead when _place == Place.Head && text.SequenceEqual(Channel):
                _held.Write(text);
                break;
            case MarkKind.HarmonyHead:
                End(isClosed: true);
                _held.Write(text);
                Enter(Place.Head, off: true);
                break;
            case MarkKind.HarmonyMessage when _place == Place.Head:
                EndHead();
                break;
            case MarkKind.HarmonyEnd when _isActive || _place != Place.Text:
                End(isClosed: true);
                Enter(Place.Between, off: true);
                break;
            case var _ when _place == Place.Text:
                next.Mark(mark, text);
                break;
            default:
                Text(text);
                break;
        }
    }

    /// <inheritdoc/>
    public void Reasoning(ReadOnlySpan<byte> text) => next.Reasoning(text);

    /// <inheritdoc/>
    public void Call(in CalledTool call) => next.Call(call);

    /// <inheritdoc/>
    public void Flush()
    {
        End(isClosed: false);
        next.Flush();
    }

    private void Enter(Place place, bool off)
    {
        _place = place;
        code.Restart(off);
    }

    private void EndHead()
    {
        var head = _held.WrittenSpan;
        var to = head.IndexOf("to="u8);
        var recipient = to < 0 ? default : head[(to + 3)..];
        var end = recipient.IndexOfAny((byte)' ', (byte)'<');
        _recipient = (end < 0 ? recipient : recipient[..end]).ToArray();
        var channel = head.IndexOf(Channel);
        var isReasoning = channel >= 0 && head[(channel + Channel.Length)..].TrimStart((byte)' ').StartsWith("analysis"u8);
        _held.ResetWrittenCount();
        _isActive = true;
        var place = _recipient.Length > 0 ? Place.Call : isReasoning ? Place.Reasoning : Place.Text;
        Enter(place, off: place != Place.Text);
    }

    private void End(bool isClosed)
    {
        if (_place == Place.Head)
        {
            GiveUp();
        }
        else if (_place == Place.Call)
        {
            next.Flush();
            next.Call(new CalledTool { Name = _recipient, Arguments = _held.WrittenSpan, IsClosed = isClosed });
        }

        _held.ResetWrittenCount();
        _place = _place is Place.Reasoning or Place.Text ? _place : Place.Text;
    }

    // Between messages stands nothing but the role, where the token before it was stripped.
    private bool MayHold() => _place switch
    {
        Place.Head => _held.WrittenCount <= LongestHead && !_held.WrittenSpan.Contains((byte)'\n'),
        Place.Call => _held.WrittenCount <= LongestCall,
        _ => Role.StartsWith(_held.WrittenSpan.Trim(" \t\r\n"u8)) && _held.WrittenCount <= LongestHead,
    };

    private void GiveUp()
    {
        var text = _held.WrittenSpan;
        Enter(Place.Text, off: false);
        while (!text.IsEmpty)
        {
            var token = text.IndexOf("<|"u8);
            var end = token < 0 ? -1 : text[token..].IndexOf("|>"u8);
            var plain = end < 0 ? text : text[..token];
            if (!plain.IsEmpty)
            {
                next.Text(plain);
            }

            text = end < 0 ? default : text[(token + end + 2)..];
        }

        _held.ResetWrittenCount();
    }
}
