using ClaudeSidecar.Context.Memory;
using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Execution.Prepare;

namespace ClaudeSidecar.Control;

/// <summary>Turns what is kept of a session's context into what users are shown.</summary>
/// <param name="contexts">The contexts.</param>
/// <param name="store">What is kept of sessions.</param>
public sealed class HandoffView(ContextBook contexts, MemoryStore store)
{
    // As much of the memory as is worth reading on a page.
    private const int MemoryTokens = 1500;

    /// <summary>The context of a session; null where none was put together yet.</summary>
    public HandoffReport? Of(string session)
    {
        if (contexts.Last(session) is not { } last)
        {
            return null;
        }

        return new()
        {
            Session = session,
            Provider = last.Provider,
            Model = last.Model,
            Window = last.Window,
            Ahead = last.Ahead,
            At = last.At,
            Before = (int)(last.Fit.Before * last.Factor),
            Tokens = (int)(last.Fit.Tokens * last.Factor),
            Fits = last.Fit.Fits,
            Parts = [.. last.Fit.Parts.Where(part => part.Tokens + part.Before > 0).Select(part => HandoffWords.Of(part, last.Factor))],
            Memory = (contexts.Memory(session) ?? store.Load(session)) is { } memory ? MemoryBrief.Write(memory, MemoryTokens, PromptSize.OfText) : "",
            Text = HandoffWords.Text(last.Fit.Body),
        };
    }

    /// <summary>How much of a session another model gets; null where that is not known.</summary>
    public ContextStatus? StatusOf(string session)
    {
        if (contexts.Last(session) is not { } last)
        {
            return null;
        }

        var (before, tokens) = ((int)(last.Fit.Before * last.Factor), (int)(last.Fit.Tokens * last.Factor));
        var (text, textZh) = HandoffWords.Change(before, tokens);
        return new() { Provider = last.Provider, Before = before, Tokens = tokens, Window = last.Window, Ahead = last.Ahead, Text = text, TextZh = textZh };
    }
}
