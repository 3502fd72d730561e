package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told about invalid programs. */
final class ValidityTest {

    @Test
    void programs_withinTheRules_areValid() {
        assertThat(Validity.problems(RandomPrograms.ofEverything())).isEmpty();
        for (int seed = 0; seed < 300; seed++) {
            assertThat(Validity.problems(RandomPrograms.of(seed))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "slots=-1: slots = -1 (expected: 0 or more)",
                "bodies=[]: bodies = [] (expected: at least the main one)",
                "barriers=[2,0]: barriers[1] = 0 (expected: 1 or more)",
                "queues=[{'order':'LIFO','maxsize':-1}]: queues[0].maxsize = -1 (expected: 0 or more)",
                "queues=[{'order':null,'maxsize':1}]: queues[0].order = null (expected: a value)",
                "bodies=[[null]]: bodies[0][0] = null (expected: a value)",
                "bodies=[[{'op':'Raise','message':null}]]: bodies[0][0] Raise.message = null (expected: a value)",
                "bodies=[[{'op':'Cancel','slot':3,'message':null}]]:"
                        + " bodies[0][0] Cancel.slot = 3 (expected: an index into 3 slots)",
                "bodies=[[{'op':'Gather','slot':0,'of':[0,-1],'outcomes':true}]]:"
                        + " bodies[0][0] Gather.of[1] = -1 (expected: an index into 3 slots)",
                "bodies=[[{'op':'NewGenerator','generator':0,'body':0}]]:"
                        + " bodies[0][0] NewGenerator.body = 0 (expected: an index into 0 generators)",
                "bodies=[[{'op':'Repeat','times':0,'body':[]}]]:"
                        + " bodies[0][0] Repeat.times = 0 (expected: 1 or more)",
                "bodies=[[{'op':'Repeat','times':1,'body':[{'op':'YieldValue','value':1}]}]]: bodies[0][0]"
                        + " Repeat.body[0] is a YieldValue (expected: only among the steps of a generator)",
                "bodies=[[{'op':'Spawn','slot':0,'body':0,'eager':true,'context':1}]]:"
                        + " bodies[0][0] Spawn.context = 1 (expected: null, the task is eager)",
            })
    void problem_saysWhereAndWhy(String changeAndProblem) {
        String[] parts = changeAndProblem.split("=|: ", 3);
        var tree = (tools.jackson.databind.node.ObjectNode)
                Json.MAPPER.<tools.jackson.databind.JsonNode>valueToTree(SmallPrograms.of(List.of(new Op.Yield())));
        tree.set(parts[0], Json.MAPPER.readTree(parts[1].replace('\'', '"')));

        assertThat(Validity.problems(Json.MAPPER.treeToValue(tree, Program.class)))
                .containsExactly(parts[2]);
    }
}
