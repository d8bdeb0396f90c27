using ClaudeSidecar.Execution.Answers.Markup;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Execution.Answers.Calls;

/// <summary>One way in which models write calls into their text (local-servers 4).</summary>
internal interface ICallFormat
{
    /// <summary>Words with which a call, or a row of calls, begins.</summary>
    IReadOnlyList<string> Openers { get; }

    /// <summary>Tells from the first bytes behind an opener whether a call of a known tool may begin.</summary>
    /// <param name="text">What stands behind the opener.</param>
    /// <param name="isLast">True when nothing follows the text.</param>
    /// <param name="tools">The tools of the request.</param>
    Finding Begins(ReadOnlySpan<byte> text, bool isLast, ToolNames tools);

    /// <summary>Reads the calls at the beginning of a text.</summary>
    /// <param name="text">From the opener to the end of all that the model wrote.</param>
    /// <param name="calls">Gets the calls.</param>
    /// <returns>Bytes that the calls take up; 0 when there is none.</returns>
    int Read(ReadOnlySpan<byte> text, CallList calls);
}
