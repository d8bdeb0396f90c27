using System.Buffers;
using System.Text;
using ClaudeSidecar.Execution.Families;

namespace ClaudeSidecar.Execution.Answers;

/// <summary>Notes what a model reasoned before each of its calls, for models that need it back with the call's result.</summary>
/// <param name="book">Keeps it beyond the answer.</param>
internal sealed class ReasoningNote(ReasoningBook book)
{
    private readonly ArrayBufferWriter<byte> _text = new(1024);

    /// <summary>More reasoning.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        if (_text.WrittenCount + text.Length <= ReasoningBook.MostCharacters / 4)
        {
            _text.Write(text);
        }
    }

    /// <summary>It led to this call.</summary>
    public void Called(string id)
    {
        if (_text.WrittenCount > 0)
        {
            book.Note([id], Encoding.UTF8.GetString(_text.WrittenSpan));
            _text.ResetWrittenCount();
        }
    }
}
