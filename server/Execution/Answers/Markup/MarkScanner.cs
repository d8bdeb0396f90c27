using System.Buffers;
using ClaudeSidecar.Execution.Answers.Calls;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Execution.Answers.Markup;

/// <summary>
/// Finds markup in a text that comes in pieces and gives both to the first stage. Plain text goes through in one look; only a tail
/// that may be the beginning of markup is held back, and that is short.
/// </summary>
internal sealed class MarkScanner(ToolNames tools, CodeSpans code, MarkTable marks)
{
    // Longer than any word of markup with a tool's name behind it.
    private const int LongestTail = 512;

    // Fewer bytes of an opener may as well be the beginning of anything else.
    private const int ShortestHead = 5;

    private readonly ArrayBufferWriter<byte> _tail = new(64);
    private readonly byte[] _kept = new byte[LongestTail];

    /// <summary>Gets text and marks.</summary>
    public required IAnswerStage First { private get; init; }

    /// <summary>Gets all that follows a call's beginning, unread, until the next <see cref="Flush"/>; null while nobody wants it.</summary>
    public ITextHolder? Holder { private get; set; }

    /// <summary>True when the token limit ended the answer: what then stands at its end may be half a call.</summary>
    public bool IsCut { get; set; }

    /// <summary>Takes more text.</summary>
    public void Text(ReadOnlySpan<byte> text)
    {
        if (Holder is { } holder)
        {
            holder.Hold(text);
        }
        else if (_tail.WrittenCount > 0)
        {
            _tail.Write(text);
            var rest = Scan(_tail.WrittenSpan, isLast: false, withCalls: true);
            Keep(_tail.WrittenSpan[^rest..]);
        }
        else
        {
            var rest = Scan(text, isLast: false, withCalls: true);
            Keep(text[^rest..]);
        }
    }

    /// <summary>Takes text in which no call is looked for any more.</summary>
    public void TextWithoutCalls(ReadOnlySpan<byte> text) => Scan(text, isLast: true, withCalls: false);

    /// <summary>Gives all on that is held back: something that is no text follows, or nothing.</summary>
    public void Flush()
    {
        if (Holder is { } holder)
        {
            Holder = null;
            holder.Release();
        }
        else if (IsCut && code.AtLineStart && _tail.WrittenCount > ShortestHead && Find(_tail.WrittenSpan, false, false, true, out var kind, out _) == Finding.Unclear && kind == MarkKind.Call)
        {
            First.Call(new CalledTool { Name = default, Arguments = default });
            _tail.ResetWrittenCount();
        }
        else if (_tail.WrittenCount > 0)
        {
            Scan(_tail.WrittenSpan, isLast: true, withCalls: true);
            _tail.ResetWrittenCount();
            if (Holder is not null)
            {
                Flush();
                return;
            }
        }

        First.Flush();
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        var length = rest.Length;
        rest.CopyTo(_kept);
        _tail.ResetWrittenCount();
        _tail.Write(_kept.AsSpan(0, length));
    }

    // Returns how many bytes at the end must wait for more.
    private int Scan(ReadOnlySpan<byte> text, bool isLast, bool withCalls)
    {
        var plain = 0;
        var at = 0;
        while (true)
        {
            var isBeginning = code.AtBeginning && Begin(text, ref at);
            at += isBeginning ? 0 : code.Advance(text[at..]);
            if (at == text.Length)
            {
                Pass(text[plain..]);
                return 0;
            }

            var rest = text[at..];
            var isWhole = isLast || rest.Length >= LongestTail;
            switch (Find(rest, isBeginning, isWhole, withCalls, out var kind, out var length))
            {
                case Finding.Unclear:
                    code.AtBeginning = isBeginning;
                    Pass(text[plain..at]);
                    return rest.Length;
                case Finding.Found:
                    Pass(text[plain..at]);
                    First.Mark(new Mark(kind, code.AtLineStart), rest[..length]);
                    at += length;
                    plain = at;
                    if (Holder is { } holder)
                    {
                        holder.Hold(text[at..]);
                        return 0;
                    }

                    break;
                default:
                    if (!isBeginning || rest[0] is (byte)'<' or (byte)'[')
                    {
                        code.Step();
                        at++;
                    }

                    break;
            }
        }
    }

    // True at the first byte of an answer that is not white space: there a call may stand that has no markup at all.
    private bool Begin(ReadOnlySpan<byte> text, ref int at)
    {
        var first = text[at..].IndexOfAnyExcept(" \t\r\n"u8);
        if (first < 0)
        {
            return false;
        }

        code.AtBeginning = false;
        at += first;
        return true;
    }

    private Finding Find(ReadOnlySpan<byte> text, bool isBeginning, bool isLast, bool withCalls, out MarkKind kind, out int length)
    {
        // Of a call the first byte is the mark: who takes it gets all that follows.
        (kind, length) = (MarkKind.Call, 1);
        if (withCalls && !tools.IsEmpty)
        {
            var call = CallFormats.Find(text, isBeginning, isLast, tools);
            if (call != Finding.None)
            {
                return call;
            }
        }

        return text[0] is (byte)'<' or (byte)'[' ? marks.Find(text, isLast, out kind, out length) : Finding.None;
    }

    private void Pass(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
        {
            First.Text(text);
        }
    }
}
