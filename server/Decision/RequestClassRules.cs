using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Decision;

/// <summary>How much a request is worth to stay with Claude.</summary>
public enum RequestWeight
{
    /// <summary>Leaves with the others.</summary>
    Usual,

    /// <summary>Leaves earlier: nobody would miss Claude there.</summary>
    Light,

    /// <summary>Stays until the limit itself: there the better model is worth most.</summary>
    Heavy,
}

/// <summary>Which requests leave Claude earlier or later than others: the user's lists, or their defaults, over the words for classes and topics.</summary>
public static class RequestClassRules
{
    /// <summary>The weight of a request; what is in both lists stays.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">The lists.</param>
    public static RequestWeight WeightOf(RouteRequest request, HandoverOptions options) =>
        IsIn(options.StayLonger, request) ? RequestWeight.Heavy
        : IsIn(options.LeaveEarlier, request) ? RequestWeight.Light
        : RequestWeight.Usual;

    /// <summary>True for what costs no quota worth sparing: a probe brings the newest numbers, a count asks no model.</summary>
    public static bool IsFree(RouteRequest request) => request.Class is RequestClass.Probe or RequestClass.Count;

    private static bool IsIn(IReadOnlyList<string> list, RouteRequest request)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] == Word(request.Class) || list[i] == Word(request.Topic))
            {
                return true;
            }
        }

        return false;
    }

    private static string? Word(RequestClass kind) => kind switch
    {
        RequestClass.Main => "main",
        RequestClass.SubAgent => "subagent",
        RequestClass.Compaction => "compaction",
        RequestClass.Auxiliary => "auxiliary",
        _ => null,
    };

    private static string? Word(RequestTopic topic) => topic switch
    {
        RequestTopic.Plan => "plan",
        RequestTopic.SecurityReview => "security-review",
        RequestTopic.Architecture => "architecture",
        _ => null,
    };
}
