import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.json.JSONObject;
import org.labkey.remoteapi.ApiKeyCredentialsProvider;
import org.labkey.remoteapi.CommandException;
import org.labkey.remoteapi.CommandResponse;
import org.labkey.remoteapi.Connection;
import org.labkey.remoteapi.query.SelectRowsCommand;
import org.labkey.remoteapi.query.SelectRowsResponse;
import org.labkey.remoteapi.security.EnsureLoginCommand;
import org.labkey.remoteapi.security.WhoAmICommand;
import org.labkey.remoteapi.security.WhoAmIResponse;

/** Asks a server by LabKey's own Java library: one question a line of stdin, one answer a line of stdout, both JSON. */
public class Client {
    private static Connection keptConnection;

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(answer(new JSONObject(line)));
            System.out.flush();
        }
    }

    private static JSONObject answer(JSONObject question) {
        try {
            return new JSONObject().put("ok", true).put("status", 200).put("value", ask(connection(question), question));
        } catch (CommandException e) {
            return failure(e).put("status", e.getStatusCode());
        } catch (Exception e) {
            return failure(e);
        }
    }

    private static JSONObject failure(Exception e) {
        return new JSONObject().put("ok", false).put("error", e.getClass().getSimpleName()).put("message", String.valueOf(e.getMessage()));
    }

    /** The constructor without a provider reads the netrc file of user.home. */
    private static Connection connection(JSONObject question) throws Exception {
        if (question.optBoolean("kept") && keptConnection != null) return keptConnection;
        String url = question.getString("url");
        String key = question.optString("apiKey", null);
        Connection made = key == null ? new Connection(url) : new Connection(url, new ApiKeyCredentialsProvider(key));
        if (question.optBoolean("kept")) keptConnection = made;
        return made;
    }

    private static JSONObject ask(Connection connection, JSONObject question) throws Exception {
        String container = question.optString("container", "/home");
        switch (question.getString("ask")) {
            case "whoAmI": {
                WhoAmIResponse me = new WhoAmICommand().execute(connection, null);
                return new JSONObject().put("id", me.getUserId()).put("email", me.getEmail());
            }
            case "ensureLogin": {
                CommandResponse response = new EnsureLoginCommand().execute(connection, null);
                Number id = response.getProperty("currentUser.id");
                String email = response.getProperty("currentUser.email");
                return new JSONObject().put("id", id).put("email", email);
            }
            case "selectRows": {
                SelectRowsCommand command = new SelectRowsCommand(question.getString("schema"), question.getString("query"));
                SelectRowsResponse response = command.execute(connection, container);
                List<Map<String, Object>> rows = response.getRows();
                return new JSONObject().put("rows", rows).put("rowCount", response.getRowCount());
            }
            default:
                throw new IllegalArgumentException("unknown question");
        }
    }
}
