using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Cloud;

/// <summary>Everything that the simulated Anthropic API can do wrong, by the name that a script writes.</summary>
internal static class CloudFaults
{
    /// <summary>The list that scripts are checked against and that docs/simulate.md shows.</summary>
    public static readonly IReadOnlyList<IncidentKind> All =
    [
        new("429-window", "429: the 5-hour window is used up, with the unified headers that say so"),
        new("429-model-window", "429: only the window 7d_oi is used up"),
        new("429-plain", "429 without any quota header, x-should-retry: true"),
        new("429-credits", "429 that waiting does not cure: credits_required, no window rejected"),
        new("529", "529 overloaded_error"),
        new("500", "500 api_error"),
        new("502-html", "502 with an HTML page, as a proxy in between writes it"),
        new("401", "401 authentication_error"),
        new("403", "403 permission_error"),
        new("error-first-event", "200 whose first event is an overloaded_error"),
        new("empty-200", "200 with no body at all"),
        new("html-200", "200 with an HTML page"),
        new("json-on-stream", "200 with a whole JSON message although a stream was asked for"),
        new("start-then-eof", "message_start, then an orderly end of the body"),
        new("cut-after-events", "the connection is closed after some events", "events"),
        new("reset-at-byte", "the connection is reset after some bytes of the body, wherever that is", "bytes"),
        new("stall-after-events", "silence after some events until the client leaves", "events"),
        new("slow-headers", "the status line comes late", "seconds"),
    ];
}
