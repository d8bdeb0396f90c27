using System.Globalization;
using ClaudeSidecar.Execution.Answers;
using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>Why a model gives no answer, ready to be told in Anthropic's form (edge cases 87, 107, 116).</summary>
/// <param name="Status">The status to answer with; 0 when nothing came from the server, so that the gateway finds the words.</param>
/// <param name="Kind">The kind of failure.</param>
/// <param name="Detail">What happened in words of ours, fit for a log.</param>
/// <param name="ServerWords">What the server said, for the client only: it may quote the conversation.</param>
internal sealed record ModelRefusal(int Status, FailureKind Kind, string Detail, string ServerWords = "")
{
    /// <summary>True when the client is not to try again: our own key is wrong.</summary>
    private bool IsFinal => Kind == FailureKind.Unauthorised;

    private string Message => ServerWords.Length == 0 ? Detail : $"{Detail} It said: {ServerWords}";

    /// <summary>A prompt that does not fit, said so that Claude Code compacts.</summary>
    /// <param name="words">The server's words.</param>
    /// <param name="prompt">The prompt's size as far as known.</param>
    /// <param name="window">The window's size as far as known; 0 = not known.</param>
    public static ModelRefusal TooLong(string words, int prompt, int window) => new(400, FailureKind.TooLong, OverflowWording.ForClient(words, prompt, window));

    /// <summary>What a fault becomes when nothing helps against it.</summary>
    /// <param name="fault">What the server did.</param>
    /// <param name="target">Who was asked.</param>
    /// <param name="prompt">Size of the prompt as estimated.</param>
    /// <param name="models">The models that the server has, where one is missing; empty where they are not known.</param>
    public static ModelRefusal Of(ServerFault fault, ModelTarget target, int prompt, IReadOnlyList<string> models)
    {
        if (fault.IsOverflow)
        {
            return TooLong(fault.Message, fault.PromptTokens > 0 ? fault.PromptTokens : prompt, fault.Window > 0 ? fault.Window : target.Window ?? 0);
        }

        if (fault.Kind != FailureKind.None)
        {
            return new(0, fault.Kind, fault.Detail, fault.Message);
        }

        if (Remedies.IsMissingModel(fault))
        {
            return new(404, FailureKind.Rejected, MissingModel(target, models));
        }

        if (Remedies.IsWithoutTools(fault))
        {
            return new(400, FailureKind.Rejected, $"{target.Model} cannot call tools on {target.Shown}; choose a model that can.", fault.Message);
        }

        return Of(fault.Status, fault.Message, $"{target.Shown} answered {fault.Status}.", target);
    }

    /// <summary>As an answer of its own, before anything has been sent.</summary>
    public UpstreamReply ToReply()
    {
        if (Status == 0)
        {
            return UpstreamReply.Failed(Kind, Detail);
        }

        var id = MintedIds.Request();
        var reply = LocalReplies.Json(Status, ErrorBody.Bytes(ErrorBody.TypeOf(Status), Message, id), Kind, Detail, id);
        if (IsFinal)
        {
            reply.Headers[HeaderNames.ShouldRetry] = "false";
        }

        return reply;
    }

    /// <summary>
    /// As the end of a stream that has begun. What the client would only get again is told by its own name; anything else is an
    /// overload, which every version of it tries again as a whole (claude-wire 2c).
    /// </summary>
    public void WriteTo(IMessageSink sink) =>
        sink.Error(Kind is FailureKind.TooLong or FailureKind.Rejected ? ErrorBody.InvalidRequest : IsFinal ? ErrorBody.Api : ErrorBody.Overloaded, Message);

    private static ModelRefusal Of(int status, string words, string answered, ModelTarget target) => status switch
    {
        // Never a 401 for a key of ours: the client would drop its own login (claude-wire 2b).
        401 or 403 => new(503, FailureKind.Unauthorised, answered + " Check the key that apiKeyEnv names.", words),
        402 => new(402, FailureKind.OutOfCredits, answered + " Its account has no balance left.", words),
        404 => new(404, FailureKind.Rejected, $"{target.Shown} does not know the model {target.Model}, or has no chat there.", words),
        408 or 504 => new(504, FailureKind.TimedOut, answered, words),
        429 => new(429, FailureKind.Throttled, answered, words),
        529 => new(529, FailureKind.Overloaded, answered, words),
        >= 500 => new(status, FailureKind.ServerError, answered, words),
        >= 400 => new(status, FailureKind.Rejected, answered, words),
        _ => new(502, FailureKind.BadAnswer, answered, words),
    };

    private static string MissingModel(ModelTarget target, IReadOnlyList<string> models)
    {
        const int MostNamed = 8;
        var has = models.Count == 0 ? "" : $" It has: {string.Join(", ", models.Take(MostNamed))}{(models.Count > MostNamed ? " …" : "")}.";
        var get = target.Kind.HowToGet.Length == 0 ? "" : " " + string.Format(CultureInfo.InvariantCulture, target.Kind.HowToGet, target.Model);
        return $"{target.Shown} does not have the model {target.Model}.{has}{get}";
    }
}
