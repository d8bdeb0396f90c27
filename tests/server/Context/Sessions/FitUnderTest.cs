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

    private readonly SessionContext _session = new(limits => limits);

    /// <summary>The session's next request.</summary>
    public FittedRequest Next(ReadOnlyMemory<byte> body) =>
        _session.Fit(body, "local", _room) is { } fit ? new(fit.Body, fit.Tokens, fit.Fits) : new(body, 0, false);
}
