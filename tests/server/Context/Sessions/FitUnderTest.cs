using ClaudeSidecar.Context.Fit;
using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Execution.Prepare;

namespace ClaudeSidecar.Tests.Context.Sessions;

/// <summary>One session and one window, as the judges see what makes requests fit: the only place that names it.</summary>
/// <param name="window">Tokens that the model holds.</param>
/// <param name="reserve">How many of them are kept free for its answer.</param>
internal sealed class FitUnderTest(int window, int reserve)
{
    // What a prompt has beside its parts.
    private readonly int _room = window - reserve - PromptSize.Estimate("{}"u8);

    // Folders have something to tell, and more than there is room for.
    private static readonly string Readme = string.Concat(Enumerable.Range(0, 400).Select(i => $"## Part {i}\nIt does what its name says, and part {i + 1} uses it.\n"));
    private static readonly string Edits = string.Concat(Enumerable.Range(0, 400).Select(i => $"@@ -{i},3 +{i},3 @@\n-    return {i};\n+    return {i + 1};\n"));

    private readonly SessionContext _session = new(limits => limits with { Readme = room => Cut(Readme, room), Edits = room => Cut(Edits, room) });

    /// <summary>The session's next request.</summary>
    public FittedRequest Next(ReadOnlyMemory<byte> body) =>
        _session.Fit(body, "local", _room) is { } fit ? new(fit.Body, fit.Tokens, fit.Fits) : new(body, 0, false);

    private static string Cut(string text, int room) => Excerpt.Of(text, PromptSize.OfText(text), room, Excerpt.Usual);
}
