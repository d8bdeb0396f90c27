using System.Buffers;
using ClaudeSidecar.Execution.Answers.Markup;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Execution.Answers.Calls;

/// <summary>
/// Keeps in mind the calls with which a model's reasoning ends. They are made only where it wrote nothing else: a call in the middle of
/// reasoning is a plan, and an answer beside it is what was decided (local-servers 6).
/// </summary>
internal sealed class HiddenCalls : IAnswerStage, ITextHolder
{
    // Reasoning that goes on for so long behind a call was not ended by it.
    private const int MostHeld = 1 << 20;

    private readonly ToolNames _tools;
    private readonly MarkScanner _scanner;
    private readonly ArrayBufferWriter<byte> _held = new(64);
    private IReadOnlyList<HeldText.Part> _parts = [];
    private bool _startsLine;
    private bool _isLost;

    /// <summary>Makes one that has seen nothing.</summary>
    public HiddenCalls(ToolNames tools)
    {
        _tools = tools;
        _scanner = new MarkScanner(tools, new CodeSpans(), MarkTable.General) { First = this };
    }

    /// <summary>Takes more reasoning.</summary>
    public void Add(ReadOnlySpan<byte> reasoning)
    {
        if (!_tools.IsEmpty)
        {
            _scanner.Text(reasoning);
        }
    }

    /// <summary>The calls at the end of all that was taken.</summary>
    public IReadOnlyList<CallList.Entry> Take()
    {
        _scanner.Flush();
        var end = _parts.Count == 0 ? 0 : _parts[^1].End;
        return _parts.Count > 0 && CallText.IsNothing(_held.WrittenSpan[end..]) ? [.. _parts.SelectMany(part => part.Calls)] : [];
    }

    /// <inheritdoc/>
    public void Mark(Mark mark, ReadOnlySpan<byte> text)
    {
        if (mark.Kind == MarkKind.Call)
        {
            _held.Write(text);
            _startsLine = mark.AtLineStart;
            _scanner.Holder = this;
        }
    }

    /// <inheritdoc/>
    public void Hold(ReadOnlySpan<byte> text)
    {
        _isLost |= _held.WrittenCount + text.Length > MostHeld;
        if (!_isLost)
        {
            _held.Write(text);
        }
    }

    /// <inheritdoc/>
    public void Release() => _parts = _isLost ? [] : HeldText.Read(_held.WrittenSpan, _tools, _startsLine, isBeginning: false);

    /// <inheritdoc/>
    public void Text(ReadOnlySpan<byte> text)
    {
    }

    /// <inheritdoc/>
    public void Reasoning(ReadOnlySpan<byte> text)
    {
    }

    /// <inheritdoc/>
    public void Call(in CalledTool call)
    {
    }

    /// <inheritdoc/>
    public void Flush()
    {
    }
}
