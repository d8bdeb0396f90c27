using System.Text.RegularExpressions;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>
/// The one table of what helps against which refusal of a model server. Pure: what has been tried already, and how often, is the
/// caller's. Wordings: local-servers 1, 3 and 7, and the servers' sources.
/// </summary>
internal static partial class Remedies
{
    /// <summary>What helps; <see cref="RemedyKind.None"/> when nothing does.</summary>
    public static Remedy For(ServerFault fault)
    {
        var words = fault.Message;
        if (fault.IsOverflow)
        {
            return new(RemedyKind.Shorten);
        }

        if (fault.Status is 0 or 401 or 403)
        {
            return Remedy.None;
        }

        if (fault.Status == 503)
        {
            return new(Loading().IsMatch(words) ? RemedyKind.WaitForModel : RemedyKind.WaitForTurn);
        }

        return fault.Status == 429 ? new(RemedyKind.WaitForTurn)
            : Memory().IsMatch(words) ? new(RemedyKind.SmallerWindow)
            : Images().IsMatch(words) ? new(RemedyKind.NoImages)
            : Thinking().IsMatch(words) ? new(RemedyKind.LeaveOut, "think")
            : Refusal().IsMatch(words) && Fields().Match(words) is { Success: true } named ? new(RemedyKind.LeaveOut, named.Value)
            : Grammar().IsMatch(words) ? new(RemedyKind.PlainSchemas)
            : Order().IsMatch(words) ? new(RemedyKind.StrictTurns)
            : fault.Status is 400 or 422 && Fields().Match(words) is { Success: true } mentioned ? new(RemedyKind.LeaveOut, mentioned.Value)
            : Remedy.None;
    }

    /// <summary>True when the server says that it does not have the model.</summary>
    public static bool IsMissingModel(ServerFault fault) => fault.Status is 400 or 404 && Missing().IsMatch(fault.Message);

    /// <summary>True when the server says that the model cannot call tools.</summary>
    public static bool IsWithoutTools(ServerFault fault) => fault.Status is 400 or 422 && NoTools().IsMatch(fault.Message);

    [GeneratedRegex("loading|not (?:yet )?ready|starting up|warming up|initiali[sz]ing", RegexOptions.IgnoreCase)]
    private static partial Regex Loading();

    [GeneratedRegex("more system memory|out of memory|insufficient memory|not enough memory|failed to allocate|cudaMalloc failed", RegexOptions.IgnoreCase)]
    private static partial Regex Memory();

    [GeneratedRegex(
        "mmproj|multi-?modal|at most 0 image|\\bimages? (?:input|content|part|data|url)?\\b.{0,60}\\b(?:not|unsupported|invalid|cannot|only)\\b|" +
        "(?:not|un)\\s?support(?:s|ed|ing)?\\b.{0,40}\\b(?:images?|image_url|vision)\\b|image_url|vision (?:is|model)|expected .{0,20}text.{0,40}image",
        RegexOptions.IgnoreCase)]
    private static partial Regex Images();

    [GeneratedRegex("does not support thinking", RegexOptions.IgnoreCase)]
    private static partial Regex Thinking();

    [GeneratedRegex(
        "extra inputs? (?:are|is) not permitted|extra_forbidden|un(?:supported|known|recogni[sz]ed|expected) (?:parameter|field|argument|keyword|key|request argument)|" +
        "additional propert|is not supported|not permitted|does not support",
        RegexOptions.IgnoreCase)]
    private static partial Regex Refusal();

    // Only what an answer can do without: the model, the messages and the tools are not among them.
    [GeneratedRegex(
        "\\b(?:response_format|stream_options|chat_template_kwargs|reasoning_effort|parallel_tool_calls|tool_choice|repetition_penalty|repeat_penalty|" +
        "continue_final_message|add_generation_prompt|min_p|top_k|top_p|temperature|return_progress|keep_alive|truncate|shift|think|format|stop|" +
        "thinking|output_config|stop_sequences)\\b")]
    private static partial Regex Fields();

    [GeneratedRegex(
        "grammar|JSON schema|schema must be|cannot resolve \\$ref|failed to initialize samplers|has no builtins|" +
        "(?:invalid|unsupported|bad|unrecogni[sz]ed) schema|tools?\\b.{0,60}\\bschema",
        RegexOptions.IgnoreCase)]
    private static partial Regex Grammar();

    [GeneratedRegex(
        "system message must be|must (?:be at the beginning|alternate)|roles? (?:must|should) alternate|no user query|" +
        "only user(?:,| and) assistant|must start with a user|first message must|unexpected role|invalid role|unknown role|after the optional system|" +
        "jinja|chat ?template|template exception",
        RegexOptions.IgnoreCase)]
    private static partial Regex Order();

    [GeneratedRegex(
        "model\\b.{0,200}\\b(?:not found|does not exist|not exist|not available|is not loaded|not loaded)|no models? (?:is |are )?loaded|" +
        "no such model|unknown model|invalid model|try pulling it",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Missing();

    [GeneratedRegex("does not support tools|tool(?:s| use| calling) (?:is|are) not supported", RegexOptions.IgnoreCase)]
    private static partial Regex NoTools();
}
