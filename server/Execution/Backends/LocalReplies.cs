using System.Buffers;
using System.Globalization;
using System.Text;
using ClaudeSidecar.Execution.Answers;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Discovery;
using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Anthropic;
using ClaudeSidecar.Wire.OpenAi;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>Answers in Anthropic's form that are made here, errors of local servers among them (edge cases 87, 107, 116).</summary>
internal static class LocalReplies
{
    /// <summary>A JSON body.</summary>
    public static UpstreamReply Json(int status, ReadOnlyMemory<byte> body, FailureKind failure = FailureKind.None, string? detail = null, string? requestId = null) => new()
    {
        Status = status,
        Headers = Headers("application/json", requestId ?? MintedIds.Request()),
        Body = OnceAsync(body),
        Failure = failure,
        FailureDetail = detail,
    };

    /// <summary>An error body.</summary>
    /// <param name="status">Status of the answer; the error's type follows from it.</param>
    /// <param name="failure">The kind of failure.</param>
    /// <param name="detail">What happened, fit for a log.</param>
    /// <param name="serverWords">What the server said, for the client only: it may quote the conversation.</param>
    public static UpstreamReply Error(int status, FailureKind failure, string detail, string serverWords = "")
    {
        var id = MintedIds.Request();
        var message = serverWords.Length == 0 ? detail : $"{detail} It said: {serverWords}";
        return Json(status, ErrorBody.Bytes(ErrorBody.TypeOf(status), message, id), failure, detail, id);
    }

    /// <summary>The answer to <c>count_tokens</c>.</summary>
    public static UpstreamReply Count(int tokens) =>
        Json(200, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"input_tokens":{{tokens}}}""")));

    /// <summary>A prompt that does not fit, said so that Claude Code compacts.</summary>
    /// <param name="words">The server's words.</param>
    /// <param name="prompt">The prompt's size as far as known.</param>
    /// <param name="window">The window's size as far as known; 0 = not known.</param>
    public static UpstreamReply TooLong(string words, int prompt, int window)
    {
        var id = MintedIds.Request();
        var message = OverflowWording.ForClient(words, prompt, window);
        return Json(400, ErrorBody.Bytes(ErrorBody.InvalidRequest, message, id), FailureKind.TooLong, message, id);
    }

    /// <summary>What a status other than 200 of a local server becomes.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="body">Its body, of any kind.</param>
    /// <param name="target">Who was asked.</param>
    /// <param name="prompt">Size of the prompt as estimated.</param>
    public static UpstreamReply FromServer(int status, ReadOnlyMemory<byte> body, LocalTarget target, int prompt)
    {
        var error = ChatError.Read(body);
        if (error.Window > 0 || OverflowWording.Matches(error.Message))
        {
            return TooLong(error.Message, error.PromptTokens > 0 ? error.PromptTokens : prompt, error.Window > 0 ? error.Window : target.Window ?? 0);
        }

        var server = $"The local server at {target.BaseUrl.GetLeftPart(UriPartial.Authority)}";
        var answered = $"{server} answered {status}.";
        return status switch
        {
            // Never a 401 for a key of ours: the client would drop its own login (claude-wire 2b).
            401 or 403 => Refused(answered, error.Message),
            404 => Error(404, FailureKind.Rejected, $"{server} does not know the model {target.Model}, or has no chat completions.", error.Message),
            408 or 504 => Error(504, FailureKind.TimedOut, answered, error.Message),
            429 => Error(429, FailureKind.Throttled, answered, error.Message),
            503 when error.Message.Contains("loading", StringComparison.OrdinalIgnoreCase) =>
                Error(503, FailureKind.ServerError, $"{server} is still loading its model."),
            529 => Error(529, FailureKind.Overloaded, answered, error.Message),
            >= 500 => Error(status, FailureKind.ServerError, answered, error.Message),
            >= 400 => Error(status, FailureKind.Rejected, answered, error.Message),
            _ => Error(502, FailureKind.BadAnswer, answered, error.Message),
        };
    }

    /// <summary>Headers of an answer made here.</summary>
    public static HeaderDictionary Headers(string contentType, string requestId) => new()
    {
        ["content-type"] = contentType,
        ["cache-control"] = "no-cache",
        [HeaderNames.RequestId] = requestId,
    };

    private static UpstreamReply Refused(string answered, string serverWords)
    {
        var reply = Error(503, FailureKind.Unauthorised, answered + " Check the key that apiKeyEnv names.", serverWords);
        reply.Headers[HeaderNames.ShouldRetry] = "false";
        return reply;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> OnceAsync(ReadOnlyMemory<byte> body)
    {
        await Task.CompletedTask;
        yield return body;
    }
}
